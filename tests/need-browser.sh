#!/usr/bin/env bash
# The browser tests need Chromium and Firefox, `ip` for a network of their own, and ffmpeg to make
# videos: install them where we may, else say how.
PATH="$PATH:/usr/sbin:/sbin"
missing=""
command -v chromium >/dev/null || missing="chromium"
command -v firefox-esr >/dev/null || missing="$missing firefox-esr"
command -v ip >/dev/null || missing="$missing iproute2"
command -v ffmpeg >/dev/null || missing="$missing ffmpeg"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing $missing for the browser tests ..."
  # shellcheck disable=SC2086 - a list of names
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null && exit 0
fi
echo "The browser tests need$missing. On Debian or Ubuntu: sudo apt-get install $missing"
exit 1
