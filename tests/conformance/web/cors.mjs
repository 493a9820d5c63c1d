// SPDX-License-Identifier: MIT

// The page of one server calls another one, which allows that or not.

import { Server, check, expect, expectEqual, until } from './checks.mjs';
import { Tab } from './page.mjs';

export function checkCors(world) {
  const { server: program } = world.options;
  const here = world.plain.url;

  for (const way of ['fetch', 'connect', 'grpc-web']) {
    check(`a page of an origin that is allowed calls another server, ${way}`, async () => {
      const other = await Server.start(program, ...world.listen, '--cors', here);
      const tab = await Tab.open(world, `${here}/?way=${way}&server=${other.url}`);
      await tab.until('#link', 'connected');
      await tab.until('#sample-count', (text) => Number(text) > 300);
      for (const request of tab.sent('')) expectEqual(new URL(request.url()).origin, other.url, 'who is called');
      await tab.say('Ada', 'From elsewhere');
      await tab.until('#messages li:last-child p', 'From elsewhere');
      // The status of an error and its details are in fields that a page sees only if it may.
      await tab.page.click('[data-try=field]');
      await tab.until('#forecast-answer .failed', 'INVALID_ARGUMENThours is 99, it may be 1 to 48');
      expectEqual(await tab.texts('#forecast-answer .failed em'), ['hours'], 'the details');
      await tab.page.click('[data-try=deadline]');
      await tab.until('#forecast-answer .failed', 'DEADLINE_EXCEEDED');
      await tab.close();
      expectEqual(await other.stop(), 0, 'the exit code');
    });

    check(`a page of an origin that is not allowed cannot call, ${way}`, async () => {
      // One server allows nobody, the other one somebody else.
      for (const cors of [[], ['--cors', 'https://example.com']]) {
        const other = await Server.start(program, ...world.listen, ...cors);
        const tab = await Tab.open(world, `${here}/?way=${way}&server=${other.url}`);
        await tab.until('#link', 'no answer');
        await tab.page.click('[data-try=field]');
        await tab.until('#forecast-answer .failed', (text) => !text.includes('it may be'));
        expectEqual(await tab.texts('#stations button'), [], 'the stations');
        await until('the browser says why', async () => tab.problems.some((each) => each.includes('CORS policy')));
        tab.problems = tab.problems.filter((each) => !each.includes('CORS policy'));
        await tab.close();
        expectEqual(await other.stop(), 0, 'the exit code');
      }
    });
  }

  check('the browser asks before, and is answered once for a while', async () => {
    const other = await Server.start(program, ...world.listen, '--cors', here);
    const answer = await fetch(`${other.url}/live.v1.Live/Send`, {
      method: 'OPTIONS',
      headers: {
        origin: here,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'connect-protocol-version,connect-timeout-ms,content-type,x-grpc-web,grpc-timeout',
      },
    });
    const field = (name) => answer.headers.get(`access-control-${name}`) ?? '';
    expectEqual([answer.status, field('allow-origin')], [204, here], 'the answer');
    expect(field('allow-methods').includes('POST'), 'allow-methods', field('allow-methods'));
    for (const name of ['connect-protocol-version', 'connect-timeout-ms', 'content-type', 'x-grpc-web', 'grpc-timeout']) {
      expect(field('allow-headers').toLowerCase().includes(name), `allow-headers without ${name}`, field('allow-headers'));
    }
    expect(Number(field('max-age')) > 0, 'max-age', field('max-age'));
    expect((answer.headers.get('vary') ?? '').toLowerCase().includes('origin'), 'vary', answer.headers.get('vary'));
    await other.stop();

    const none = await fetch(`${here}/live.v1.Live/Send`, {
      method: 'OPTIONS',
      headers: { origin: 'https://example.com', 'access-control-request-method': 'POST' },
    });
    expectEqual(none.headers.get('access-control-allow-origin'), null, 'allow-origin of a server that allows nobody');
  });
}
