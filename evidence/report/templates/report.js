// Filters, and links to a scenario. Without scripts, as in a mail's preview, everything is shown.
const filters = document.getElementById('filters');
const items = [...document.querySelectorAll('[data-outcome]')];
const matches = (item, name, value) => !value
  || (name === 'text' ? item.textContent.toLowerCase().includes(value.toLowerCase())
    : (item.dataset[name] ?? '').split('|').includes(value));

function apply() {
  const wanted = [...new FormData(filters)];
  for (const item of items) item.hidden = !wanted.every(([name, value]) => matches(item, name, value));
  for (const box of document.querySelectorAll('[data-box]')) box.hidden = !box.querySelector('[data-outcome]:not([hidden])');
  const listed = items.filter((item) => item.tagName === 'LI');
  document.getElementById('shown').textContent =
    `${listed.filter((item) => !item.hidden).length} of ${listed.length} scenarios shown`;
}

function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.closest('[hidden]')) { filters.reset(); apply(); }
  for (let box = target; box; box = box.parentElement) if (box.tagName === 'DETAILS') box.open = true;
  for (const inner of target.querySelectorAll(':scope > details')) inner.open = true;
  target.scrollIntoView();
}

filters.hidden = false;
filters.addEventListener('input', apply);
filters.addEventListener('reset', () => setTimeout(apply));
filters.addEventListener('submit', (event) => event.preventDefault());
for (const link of document.querySelectorAll('[data-set-stage]'))
  link.addEventListener('click', () => { filters.elements.stage.value = link.dataset.setStage; apply(); });
addEventListener('hashchange', reveal);
// A closed part of the page is printed as well.
addEventListener('beforeprint', () => { for (const box of document.querySelectorAll('main > section > details')) box.open = true; });
apply();
reveal();
