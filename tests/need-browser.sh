#!/usr/bin/env bash
# The browser tests need Chromium: install it where we may, else say how.
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests ..."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "The tests need Chromium at /usr/bin/chromium. On Debian or Ubuntu: sudo apt-get install chromium"
exit 1
