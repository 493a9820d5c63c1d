// SPDX-License-Identifier: MIT

// Looks at a tern server with a browser, and with what calls from the web.
//
//   node run.mjs --server FILE --page DIR --plain-page DIR --contract FILE --certificates DIR
//                --browser FILE --buf FILE --images DIR [--only PART]... [--screenshot]

import { parseArgs } from 'node:util';

import { chromium } from 'playwright-core';

import { checkBufCurl, checkCurl } from './command_line.mjs';
import { Server, check, expectEqual, runAll } from './checks.mjs';
import { checkConnectNode } from './connect_node.mjs';
import { checkConnectWeb } from './connect_web.mjs';
import { checkCors } from './cors.mjs';
import { checkGrpcJs } from './grpc_js.mjs';
import { checkGrpcWeb } from './grpc_web.mjs';
import { checkPage } from './page.mjs';

const text = { type: 'string' };
const { values: options } = parseArgs({
  options: {
    server: text, page: text, 'plain-page': text, contract: text, certificates: text, browser: text, buf: text, images: text,
    only: { type: 'string', multiple: true, default: [] },
    screenshot: { type: 'boolean', default: false },
  },
});

// Chromium's sandbox cannot be set up by root.
const browser = await chromium.launch({
  executablePath: options.browser,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const listen = ['--page', options.page, '--listen', '127.0.0.1:0'];
const pair = ['--certificate', `${options.certificates}/server.pem`, '--key', `${options.certificates}/server.key`];
const plain = await Server.start(options.server, ...listen);
const secure = await Server.start(options.server, ...listen, ...pair);
const world = { options, browser, plain, secure, listen };

checkPage(world);
checkCors(world);
checkConnectWeb(world);
checkConnectNode(world);
checkGrpcWeb(world);
checkGrpcJs(world);
checkBufCurl(world);
checkCurl(world);
check('the servers end with nothing left', async () => {
  expectEqual([await plain.stop(), await secure.stop()], [0, 0], 'the exit codes');
});

let failed = 1;
try {
  failed = await runAll(options.only);
} finally {
  await browser.close();
  for (const server of Server.running) server.child.kill('SIGKILL');
}
process.exit(failed === 0 ? 0 : 1);
