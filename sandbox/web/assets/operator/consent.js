/** An operator's own code: a consent layer over every page, until it has been answered. */

const ANSWERED = "operator.consent";
const LATE = 250;

function ask() {
  const layer = document.createElement("div");
  layer.className = "operator-consent";
  layer.setAttribute("role", "dialog");
  layer.setAttribute("aria-modal", "true");
  layer.setAttribute("aria-labelledby", "operator-consent");
  const title = document.createElement("h2");
  title.id = "operator-consent";
  title.textContent = "We value your privacy";
  const words = document.createElement("p");
  words.textContent = "With your consent we count visits. You can change your mind at any time.";
  const buttons = ["Accept all", "Reject all"].map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      window.localStorage.setItem(ANSWERED, name);
      layer.remove();
    });
    return button;
  });
  const box = document.createElement("div");
  box.append(title, words, ...buttons);
  layer.append(box);
  document.body.append(layer);
  buttons[0].focus();
}

if (!window.localStorage.getItem(ANSWERED)) setTimeout(ask, LATE);
