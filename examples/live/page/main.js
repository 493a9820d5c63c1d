// SPDX-License-Identifier: MIT

// The page: stations, a chart, a forecast and a chat, over the way to call that is chosen at the top.

import { asFailure, duration, follow, pause, traced } from './calls.js';
import { Chart } from './chart.js';
import { way as fetch_way } from './fetch_api.js';

/** @typedef {import('../typed/api.js').Api} Api */
/** @typedef {import('../typed/api.js').ChatMessage} ChatMessage */
/** @typedef {import('../typed/api.js').Failure} Failure */
/** @typedef {import('../typed/api.js').Station} Station */
/** @typedef {import('../typed/api.js').Way} Way */

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 */
const find = (id) => /** @type {T} */ (document.getElementById(id));

/**
 * An element with its text and children; text is never read as HTML.
 * @param {string} name
 * @param {string} className
 * @param {...(string | Node)} children
 */
function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

const asked = new URLSearchParams(location.search);
/** Another server than the page's, which must allow it: its option --cors. */
const base_url = asked.get('server') ?? location.origin;

// The ways to call. Those with types are made by examples/live/build; without it there is fetch.
/** @type {Way[]} */
const typed_ways = await import(/** @type {string} */ ('./ways.js')).then((module) => module.ways, () => []);
const ways = [fetch_way, ...typed_ways];
let way = ways.find((each) => each.id === asked.get('way')) ?? ways[1] ?? fetch_way;
/** @type {Api} */
let api;
/** Ends the streams of the way that was chosen. */
let streams = new AbortController();

// ---- failures --------------------------------------------------------------------------------

/**
 * @param {Failure} failure
 * @param {number} ms
 */
function shown(failure, ms) {
  const box = element('div', 'failed', element('b', '', duration(ms)), element('code', '', failure.code.toUpperCase()), failure.message);
  box.setAttribute('role', 'alert');
  if (failure.violations.length > 0) {
    box.append(element('ul', '', ...failure.violations.map(({ field, description }) =>
      element('li', '', 'the field ', element('em', '', field), failure.message.endsWith(description) ? '' : description))));
  }
  return box;
}

// ---- stations and their wind -----------------------------------------------------------------

const chart = new Chart(/** @type {any} */ (find('chart')));
/** @type {Station[]} */
let stations = [];
let current = '';
let sample_count = 0;
let watching = new AbortController();

const degrees = (/** @type {number} */ value, /** @type {string} */ plus, /** @type {string} */ minus) =>
  `${Math.abs(value).toFixed(1)}° ${value < 0 ? minus : plus}`;

async function list() {
  const signal = streams.signal;
  while (!signal.aborted) {
    try {
      stations = await api.listStations({ signal });
      break;
    } catch {
      await pause(1000, signal);
    }
  }
  if (signal.aborted) return;
  find('stations').replaceChildren(...stations.map((station) => {
    const where = `${degrees(station.latitude, 'N', 'S')}  ${degrees(station.longitude, 'E', 'W')}`;
    const button = element('button', '', station.name, element('small', '', where));
    button.dataset.id = station.id;
    button.onclick = () => watch(station.id);
    return element('li', '', button);
  }));
  watch(stations.some(({ id }) => id === current) ? current : stations[2]?.id ?? '');
}

/** @param {string} id */
async function watch(id) {
  watching.abort();
  const mine = (watching = new AbortController());
  current = id;
  const station = stations.find((each) => each.id === id);
  find('station-name').textContent = station?.name ?? id;
  for (const button of find('stations').querySelectorAll('button')) {
    button.setAttribute('aria-current', String(button.dataset.id === id));
  }
  chart.clear();
  sample_count = 0;
  try {
    await follow(
      (signal) => {
        chart.clear(); // the stream begins with what was before
        return api.watch(id, 30_000, { signal });
      },
      (sample) => {
        chart.add(sample);
        ++sample_count;
      },
      mine.signal,
    );
  } catch (failure) {
    find('forecast-answer').replaceChildren(shown(asFailure(failure), 0));
  }
}

function showWind() {
  const values = chart.samples.map(({ windMps }) => windMps);
  const text = (/** @type {number | undefined} */ value) => (value === undefined ? '–' : value.toFixed(1));
  find('wind-now').textContent = text(values.at(-1));
  find('wind-least').textContent = text(values.length ? Math.min(...values) : undefined);
  find('wind-most').textContent = text(values.length ? Math.max(...values) : undefined);
  find('wind-mean').textContent = text(values.length ? values.reduce((sum, each) => sum + each, 0) / values.length : undefined);
  find('sample-count').textContent = String(sample_count);
}
setInterval(showWind, 200);

// A tab that nobody looks at needs no chart, and HTTP/1.1 has six connections for all tabs together.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) watching.abort();
  else if (watching.signal.aborted && !streams.signal.aborted) watch(current);
});

// ---- forecast --------------------------------------------------------------------------------

/**
 * @param {string} station_id
 * @param {number} hours
 * @param {number} timeout_ms 0: as long as it takes
 */
async function forecast(station_id, hours, timeout_ms) {
  const answer = find('forecast-answer');
  const start = performance.now();
  try {
    const reply = await api.forecast(station_id, hours, timeout_ms ? { timeoutMs: timeout_ms } : {});
    const took = duration(performance.now() - start);
    answer.replaceChildren(element('div', 'good', `${reply.text}, ${reply.windMps.toFixed(1)} m/s`, element('b', '', took)));
  } catch (failure) {
    answer.replaceChildren(shown(asFailure(failure), performance.now() - start));
  }
}

find('forecast').onsubmit = (event) => {
  event.preventDefault();
  const hours = Number(/** @type {HTMLInputElement} */ (find('hours')).value);
  const timeout = Number(/** @type {HTMLSelectElement} */ (find('timeout')).value);
  forecast(current, Number.isInteger(hours) && hours >= 0 && hours < 2 ** 32 ? hours : 0, timeout);
};
for (const button of document.querySelectorAll('[data-try]')) {
  button.addEventListener('click', () => {
    const what = /** @type {HTMLElement} */ (button).dataset.try;
    if (what === 'deadline') forecast(current, 48, 100);
    if (what === 'field') forecast(current, 99, 0);
    if (what === 'station') forecast('atlantis', 12, 0);
  });
}

// ---- chat ------------------------------------------------------------------------------------

const names = ['Puffin', 'Skua', 'Gannet', 'Fulmar', 'Petrel', 'Kittiwake', 'Noddy', 'Plover'];
const name_input = /** @type {HTMLInputElement} */ (find('chat-name'));
const text_input = /** @type {HTMLInputElement} */ (find('chat-text'));
name_input.value = sessionStorage.getItem('name') ?? names[Math.floor(Math.random() * names.length)];
name_input.onchange = () => sessionStorage.setItem('name', name_input.value);
let last_id = 0;

/** @param {ChatMessage} message */
function showMessage({ id, name, text, sentAt }) {
  if (id <= last_id) find('messages').replaceChildren(); // another server, which begins anew
  last_id = id;
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  const who = element('b', '', name);
  who.style.setProperty('--name', `light-dark(hsl(${hue} 60% 34%), hsl(${hue} 60% 72%))`);
  const time = sentAt.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const item = element('li', name === name_input.value ? 'own' : '', element('span', '', who, ` ${time}`), element('p', '', text));
  find('messages').append(item);
  while (find('messages').children.length > 200) find('messages').firstElementChild?.remove();
  item.scrollIntoView({ block: 'nearest' });
}

const listen = () => follow((signal) => api.listen(last_id, { signal }), showMessage, streams.signal).catch(() => {});

find('say').onsubmit = async (event) => {
  event.preventDefault();
  const start = performance.now();
  const answer = find('say-answer');
  const inputs = { name: name_input, text: text_input };
  for (const input of Object.values(inputs)) input.removeAttribute('aria-invalid');
  try {
    await api.send(name_input.value, text_input.value);
    text_input.value = '';
    answer.replaceChildren();
  } catch (thrown) {
    const failure = asFailure(thrown);
    answer.replaceChildren(shown(failure, performance.now() - start));
    for (const { field } of failure.violations) {
      if (field === 'name' || field === 'text') inputs[field].setAttribute('aria-invalid', 'true');
    }
  }
};

// ---- the connection --------------------------------------------------------------------------

async function ask() {
  const signal = streams.signal;
  while (!signal.aborted) {
    const start = performance.now();
    try {
      const status = await api.getStatus({ signal, timeoutMs: 3000 });
      find('latency').textContent = duration(performance.now() - start);
      find('link').dataset.state = 'connected';
      find('link-text').textContent = 'connected';
      for (const [key, value] of Object.entries(status)) {
        const place = find(`status-${key}`);
        if (place) place.textContent = value.toLocaleString('en');
      }
    } catch (thrown) {
      if (signal.aborted) return;
      find('link').dataset.state = 'lost';
      find('link-text').textContent = `no answer: ${asFailure(thrown).message}`;
      find('latency').textContent = '';
    }
    await pause(1000, signal);
  }
}

// ---- the switch ------------------------------------------------------------------------------

function begin() {
  streams.abort();
  watching.abort();
  streams = new AbortController();
  api = traced(way.make(base_url), find('calls'));
  find('ways-about').textContent = way.about;
  for (const button of find('ways').children) {
    button.setAttribute('aria-pressed', String(/** @type {HTMLElement} */ (button).dataset.id === way.id));
  }
  list();
  listen();
  ask();
}

find('ways').append(...[fetch_way, ...(typed_ways.length > 0 ? typed_ways : [
  { ...fetch_way, id: 'connect', title: 'Connect' },
  { ...fetch_way, id: 'grpc-web', title: 'gRPC-Web' },
])].map((each) => {
  const button = /** @type {HTMLButtonElement} */ (element('button', '', each.title));
  button.dataset.id = each.id;
  button.disabled = !ways.includes(each);
  button.title = button.disabled ? 'examples/live/build makes this' : each.about;
  button.onclick = () => {
    way = each;
    begin();
  };
  return button;
}));

const line = `curl -H 'content-type: application/json' -d '{"name": "curl", "text": "Hello, page"}' ${base_url}/live.v1.Live/Send`;
find('curl').textContent = line;
find('copy').onclick = async () => {
  await navigator.clipboard.writeText(line);
  find('copy').textContent = 'Copied';
};

begin();
