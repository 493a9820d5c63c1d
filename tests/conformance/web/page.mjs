// SPDX-License-Identifier: MIT

// The demo's page in a browser: each way to call, over HTTP/1.1 and over HTTP/2 with TLS.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { Server, check, expect, expectEqual, outputOf, until } from './checks.mjs';

const stations = [
  'Ny-Ålesund, Svalbard', 'Grímsey, Iceland', 'Farne Islands, England', 'Corvo, Azores', 'Walvis Bay, Namibia',
  'Tristan da Cunha', 'Halley VI, Weddell Sea',
];

// What each way sends as content-type.
const ways = {
  fetch: { unary: 'application/json', stream: 'application/connect+json' },
  connect: { unary: 'application/proto', stream: 'application/connect+proto' },
  'grpc-web': { unary: 'application/grpc-web+proto', stream: 'application/grpc-web+proto' },
};

/** A tab that is open, and what it has asked for. */
export class Tab {
  /** In a window of its own, or `beside` another tab: then they share their connections. */
  static async open(world, url, { beside, ...settings } = {}) {
    const tab = new Tab();
    tab.own = beside ? undefined : await world.browser.newContext(
      { ignoreHTTPSErrors: true, viewport: { width: 1280, height: 880 }, ...settings });
    tab.page = await (tab.own ?? beside.own).newPage();
    tab.requests = [];
    tab.problems = [];
    tab.page.on('request', (request) => tab.requests.push(request));
    tab.page.on('pageerror', (error) => tab.problems.push(error.stack));
    tab.page.on('console', (message) => {
      // The browser itself remarks on every status that is no success.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load')) tab.problems.push(message.text());
    });
    await tab.page.goto(url);
    return tab;
  }

  text(selector) {
    return this.page.locator(selector).first().textContent();
  }
  number(selector) {
    return this.text(selector).then((text) => Number(text.replaceAll(',', '')));
  }
  until(selector, wanted) {
    const holds = typeof wanted === 'function' ? wanted : (text) => text.includes(wanted);
    return until(`${selector} shows ${wanted}`, async () => {
      const found = this.page.locator(selector).first();
      return (await found.count()) > 0 && holds(await found.textContent());
    });
  }
  texts(selector) {
    return this.page.locator(selector).allTextContents();
  }
  /** Says something in the chat. */
  async say(name, text) {
    await this.page.fill('#chat-name', name);
    await this.page.fill('#chat-text', text);
    await this.page.press('#chat-text', 'Enter');
  }
  sent(method) {
    return this.requests.filter((request) => request.url().includes(`/live.v1.Live/${method}`));
  }
  async close() {
    await this.page.close();
    await this.own?.close();
    expectEqual(this.problems, [], 'what went wrong in the page');
  }
}

/** What the server counts, asked without the page. */
export async function statusOf(server) {
  const answer = await fetch(`${server.url}/live.v1.Live/GetStatus`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { charts = 0, listeners = 0 } = await answer.json();
  return { charts, listeners };
}

const statusBecomes = (server, charts, listeners) =>
  until(`the server counts ${charts} charts and ${listeners} listeners`, async () => {
    const now = await statusOf(server);
    return now.charts === charts && now.listeners === listeners;
  });

function checkWay(world, way, transport, server) {
  const { unary, stream } = ways[way];
  const open = (settings) => Tab.open(world, `${server.url}/?way=${way}`, settings);
  const on = `${way}, ${transport}`;

  check(`the page lists and draws, ${on}`, async () => {
    const tab = await open();
    await tab.until('#link', 'connected');
    await until('the stations are listed', async () => (await tab.texts('#stations button')).length === stations.length);
    const names = await tab.page.locator('#stations button').evaluateAll((all) => all.map((each) => each.firstChild.textContent));
    expectEqual(names, stations, 'the list');
    await tab.until('#station-name', 'Farne Islands');
    // The last half minute comes first, and it goes on from there.
    const count = await until('there is a half minute', async () => (await tab.number('#sample-count')) >= 300 && tab.number('#sample-count'));
    await until('it goes on', async () => (await tab.number('#sample-count')) >= count + 10);
    const line = await tab.page.getAttribute('#chart .line', 'd');
    expect(line.split('L').length > 250, 'the line has too few points', line.split('L').length);
    expect((await tab.number('#wind-now')) > 0, 'no wind');
    await tab.close();
  });

  check(`the page calls in the protocol that is chosen, ${on}`, async () => {
    const tab = await open();
    await tab.until('#link', 'connected');
    await tab.until('#sample-count', (text) => Number(text) > 0);
    const [watch] = tab.sent('Watch');
    expectEqual([watch.method(), watch.headers()['content-type']], ['POST', stream], 'Watch');
    const [list] = tab.sent('ListStations');
    if (way === 'grpc-web') {
      expectEqual([list.method(), list.headers()['content-type']], ['POST', unary], 'ListStations');
    } else {
      expectEqual(list.method(), 'GET', 'ListStations');
    }
    const spoken = await tab.page.evaluate(() => performance.getEntriesByType('resource')
      .filter(({ name }) => name.includes('ListStations')).map(({ nextHopProtocol }) => nextHopProtocol));
    expectEqual(spoken, [transport === 'TLS' ? 'h2' : 'http/1.1'], 'the version of HTTP');
    await tab.close();
  });

  check(`a unary call answers, and fails as the server says, ${on}`, async () => {
    const tab = await open();
    await tab.until('#station-name', 'Farne Islands');
    await tab.page.fill('#hours', '4');
    await tab.page.click('#forecast button');
    await tab.until('#forecast-answer .good', (text) => /^In 4 h [a-z ]+ at Farne Islands, England, [\d.]+ m\/s/.test(text));

    await tab.page.click('[data-try=deadline]');
    await tab.until('#forecast-answer .failed code', 'DEADLINE_EXCEEDED');
    await tab.page.click('[data-try=station]');
    await tab.until('#forecast-answer .failed', 'NOT_FOUNDthere is no station "atlantis"');
    await tab.page.click('[data-try=field]');
    await tab.until('#forecast-answer .failed', 'INVALID_ARGUMENThours is 99, it may be 1 to 48');
    expectEqual(await tab.texts('#forecast-answer .failed em'), ['hours'], 'the fields that are wrong');
    await tab.page.click('#forecast button');
    await tab.until('#forecast-answer .good', 'In 4 h');
    await tab.close();
  });

  check(`two tabs chat, ${on}`, async () => {
    const ada = await open();
    const grace = await open({ beside: ada });
    const word = `${on}, ${Date.now()}`;
    await ada.say('Ada', `Who is there? ${word}`);
    await grace.until('#messages li:last-child', `Who is there? ${word}`);
    await grace.say('Grace', `<b>I</b> am: é 😀 ${word}`);
    await ada.until('#messages li:last-child p', `<b>I</b> am: é 😀 ${word}`); // text stays text
    await ada.until('#messages li:last-child b', 'Grace');
    const late = await open(); // is told what was said before
    await late.until('#messages li:last-child p', `am: é 😀 ${word}`);

    await grace.say('Grace', '  ');
    await grace.until('#say-answer .failed', 'INVALID_ARGUMENTtext is empty');
    expectEqual(await grace.page.getAttribute('#chat-text', 'aria-invalid'), 'true', 'the mark at the text');
    await grace.say('Grace', `again, ${word}`);
    await late.until('#messages li:last-child p', `again, ${word}`);
    expectEqual(await grace.texts('#say-answer .failed'), [], 'the failure of before');
    for (const tab of [late, grace, ada]) await tab.close();
  });

  check(`what a tab no longer wants ends on the server, ${on}`, async () => {
    await statusBecomes(server, 0, 0);
    const stays = await open();
    const goes = await open({ beside: stays });
    await statusBecomes(server, 2, 2);
    await stays.until('#sample-count', (text) => Number(text) > 0);
    await stays.page.click('#stations [data-id=weddell]'); // in place of the one before
    await stays.until('#station-name', 'Halley');
    await until('the first chart of the tab was cancelled', async () =>
      (await stays.texts('#calls li')).some((text) => text.startsWith('Watch farneCANCELED')));
    await statusBecomes(server, 2, 2);
    await goes.close();
    await statusBecomes(server, 1, 1);
    await stays.page.click(`#ways [data-id=${way === 'fetch' ? 'connect' : 'fetch'}]`);
    await stays.until('#sample-count', (text) => Number(text) > 0);
    await statusBecomes(server, 1, 1);
    await stays.close();
    await statusBecomes(server, 0, 0);
  });
}

function checkOutage(world, way) {
  check(`the page says that its server has gone, and goes on with the next one, ${way}`, async () => {
    const { server: program } = world.options;
    const first = await Server.start(program, ...world.listen);
    const tab = await Tab.open(world, `${first.url}/?way=${way}`);
    await tab.say('Ada', 'before');
    await tab.until('#messages li:last-child p', 'before');
    await tab.until('#sample-count', (text) => Number(text) > 0);
    expectEqual(await first.stop(), 0, 'the exit code of a server whose streams were open');
    await tab.until('#link', 'no answer');
    const second = await Server.start(program, ...world.listen.slice(0, -1), `127.0.0.1:${first.port}`);
    await tab.until('#link', 'connected');
    await tab.say('Ada', 'after');
    await tab.until('#messages li:last-child p', 'after');
    expectEqual(await tab.texts('#messages li p'), ['after'], 'what the next server knows');
    const count = await tab.number('#sample-count');
    await until('the chart goes on', async () => (await tab.number('#sample-count')) > count);
    await tab.close();
    expectEqual(await second.stop(), 0, 'the exit code');
  });
}

export function checkPage(world) {
  for (const way of Object.keys(ways)) {
    checkWay(world, way, 'plain', world.plain);
    checkWay(world, way, 'TLS', world.secure);
  }
  for (const way of Object.keys(ways)) checkOutage(world, way);

  check('the page works without what a build adds', async () => {
    const server = await Server.start(world.options.server, '--page', world.options['plain-page'], '--listen', '127.0.0.1:0');
    const tab = await Tab.open(world, server.url);
    await tab.until('#sample-count', (text) => Number(text) > 300);
    await tab.until('#ways [aria-pressed=true]', 'fetch');
    expectEqual(await tab.page.locator('#ways button:disabled').allTextContents(), ['Connect', 'gRPC-Web'], 'what is off');
    await tab.close();
    expectEqual(await server.stop(), 0, 'the exit code');
  });

  check('the curl line of the page speaks in the page', async () => {
    const tab = await Tab.open(world, `${world.plain.url}/?way=connect`);
    await tab.until('#link', 'connected');
    const { code, output, errors } = await outputOf(['sh', '-c', `${await tab.text('#curl')} --silent --show-error`]);
    expect(code === 0 && Number(JSON.parse(output).id) > 0, 'the answer', output + errors);
    await tab.until('#messages li:last-child', 'Hello, page');
    await tab.until('#messages li:last-child b', 'curl');
    await tab.close();
  });

  check('a picture of the page, light and dark', async () => {
    const server = await Server.start(world.options.server, ...world.listen);
    const [light, dark] = await Promise.all(['light', 'dark'].map((colorScheme) =>
      Tab.open(world, `${server.url}/?way=${colorScheme === 'light' ? 'connect' : 'grpc-web'}`, { colorScheme })));
    await light.say('Ada', 'Is anybody in the other tab?');
    await dark.until('#messages li:last-child p', 'other tab');
    await dark.say('Grace', 'Yes. You call over Connect, I call over gRPC-Web, on one port.');
    await light.until('#messages li:last-child p', 'one port');
    await outputOf(['sh', '-c', `${await light.text('#curl')} --silent`]);
    await light.until('#messages li:last-child', 'Hello, page');
    await light.say('Ada', 'And who is that?');
    await dark.until('#messages li:last-child p', 'who is that');
    await dark.say('Grace', 'Somebody with curl.');
    await light.until('#messages li:last-child p', 'with curl');
    for (const tab of [light, dark]) {
      await tab.page.click('[data-try=field]');
      await tab.until('#forecast-answer .failed em', 'hours');
      await tab.page.evaluate(() => document.activeElement.blur());
    }
    await light.until('#status-listeners', '2');
    await until('the chart is full', async () => (await light.number('#sample-count')) >= 310);
    await light.page.evaluate(() => document.fonts.ready);
    const shots = await Promise.all([light, dark].map(({ page }) => page.screenshot()));
    for (const shot of shots) expect(shot.length > 20_000, 'the picture is too small to show anything', shot.length);
    if (world.options.screenshot) {
      // Half of it by day, half of it by night.
      const both = await world.browser.newPage({ viewport: { width: 1280, height: 880 } });
      const [day, night] = shots.map((shot) => `data:image/png;base64,${shot.toString('base64')}`);
      await both.setContent(`<style>body { margin: 0 } img { position: absolute; left: 0; top: 0 }
        img + img { clip-path: polygon(58% 0, 100% 0, 100% 100%, 42% 100%) }</style><img src="${day}"><img src="${night}">`);
      await both.waitForFunction(() => [...document.images].every((image) => image.complete));
      mkdirSync(world.options.images, { recursive: true });
      await both.screenshot({ path: join(world.options.images, 'live.png') });
      await both.close();
    }
    await light.close();
    await dark.close();
    expectEqual(await server.stop(), 0, 'the exit code');
  });
}
