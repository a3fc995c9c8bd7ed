// Interfaces that fetch on the way to doing something else.

// # payment
new PaymentRequest([{ supportedMethods: to.https }], {
  total: { label: "x", amount: { currency: "EUR", value: "1" } },
}).canMakePayment();

// # identity
navigator.credentials.get({
  identity: { providers: [{ configURL: to.https + ".json", clientId: to.m }] },
});

// # service-worker
navigator.serviceWorker.register(url("/sw.js?" + to.m), { scope: "/nowhere/" });

// ## silent: needs what a frame on loopback does not have

// # media-session
const a = el("audio", { src: to.quiet, loop: "" });
navigator.mediaSession.metadata = new MediaMetadata({
  artwork: [{ src: to.http, sizes: "96x96" }],
});
a.play();

// # policy-report
el(
  "meta",
  { "http-equiv": "Content-Security-Policy", content: `img-src 'none'; report-uri ${to.http}` },
  document.head,
);
el("img", { src: "http://" + to.bareHost });

// # passkey
navigator.credentials.get({ publicKey: { challenge: new Uint8Array(16), rpId: to.host } });

// # share
navigator.share({ url: to.http });

// # push
(await navigator.serviceWorker.ready).pushManager.subscribe();

// # background-fetch
(await navigator.serviceWorker.ready).backgroundFetch.fetch(to.m, to.http);

// # notification-icon
new Notification("x", { icon: to.http });

// # protocol-handler
navigator.registerProtocolHandler("web+x", to.http + "?%s");

// # presentation
new PresentationRequest(to.https).start();

// # digital-credential
navigator.credentials.get({
  digital: { requests: [{ protocol: "openid4vp", data: { client_id: to.http } }] },
});

// # shared-storage
sharedStorage.worklet.addModule(to.http + ".js");

// # interest-group
navigator.joinAdInterestGroup({ owner: to.https, name: to.m, updateURL: to.https }, 9);

// # topics
fetch(to.bare, { browsingTopics: true, headers: { "x-note": to.m }, mode: "same-origin" });

// ## where: click; silent: needs what a frame on loopback does not have

// # password
navigator.credentials.store(new PasswordCredential({ id: "x", password: "x", iconURL: to.https }));
