/** An operator's own code: page views for their analytics, and a chat that floats over every page. */

const { thirdParty } = document.currentScript.dataset;

// The path alone: the rest may be a secret.
function reportPage() {
  navigator.sendBeacon(`${thirdParty}/collect`, new URLSearchParams({ page: window.location.pathname }));
}

for (const name of ["pushState", "replaceState"]) {
  const original = window.history[name].bind(window.history);
  window.history[name] = (...parameters) => {
    original(...parameters);
    reportPage();
  };
}
reportPage();

const chat = document.createElement("iframe");
chat.src = `${thirdParty}/chat`;
chat.title = "Chat";
chat.className = "operator-chat";
document.body.append(chat);
