// SPDX-License-Identifier: MIT
// A bare HTTP/2 server under the greeter's paths: it shows the request headers that a gRPC library
// hides, and answers the way a broken server, a proxy or an unusual peer would.
//
// usage: http2_server.js [--list]
//
// Prints `listening on HOST:PORT`, then one JSON object a line: `called` with all request headers,
// `reset` with the error code of a stream that the client has reset. The `name` of the first
// HelloRequest picks the answer; other names get `Hello, NAME`.
'use strict';

const http2 = require('http2');

const head = {':status': 200, 'content-type': 'application/grpc'};
const ok = {'grpc-status': '0'};

function report(event, fields) {
  console.log(JSON.stringify({event, ...fields}));
}

/// `payload` behind its 5-byte prefix.
function framed(payload, flag = 0) {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(payload.length, 1);
  return Buffer.concat([prefix, payload]);
}

/// A HelloReply of at most 127 bytes of text.
function reply(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x0a, bytes.length]), bytes]);
}

/// Answers with `head`, the chunks and trailers.
function answer(stream, chunks, trailers, headers = head) {
  stream.respond(headers, {waitForTrailers: true});
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
}

const {constants} = http2;
const answers = {
  'http:503': (stream) => stream.respond({':status': 503}, {endStream: true}),
  'http:404': (stream) => stream.respond({':status': 404}, {endStream: true}),
  'http:401': (stream) => stream.respond({':status': 401}, {endStream: true}),
  'http:html': (stream) => {
    stream.respond({':status': 200, 'content-type': 'text/html'});
    stream.end('<p>not gRPC</p>');
  },
  'status:missing': (stream) => {
    stream.respond(head);
    stream.end(framed(reply('half an answer')));
  },
  'status:99': (stream) =>
      stream.respond({...head, 'grpc-status': '99', 'grpc-message': 'odd'}, {endStream: true}),
  'status:trailers-only': (stream) => stream.respond(
      {...head, 'grpc-status': '5', 'grpc-message': 'na%C3%AFve %E2%98%BA'}, {endStream: true}),
  'status:broken-percent': (stream) => stream.respond(
      {...head, 'grpc-status': '5', 'grpc-message': '100%, %zz, %4'}, {endStream: true}),
  'status:after-informational': (stream) => {
    stream.additionalHeaders({':status': 103});
    answer(stream, [framed(reply('Hello after 103'))], ok);
  },
  'reset:cancel': (stream) => stream.close(constants.NGHTTP2_CANCEL),
  'reset:refused': (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM),
  'reset:internal': (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  'reset:calm': (stream) => stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM),
  'message:flag-2': (stream) => answer(stream, [framed(reply('flagged'), 2)], ok),
  'message:compressed-without-encoding': (stream) =>
      answer(stream, [framed(reply('flagged'), 1)], ok),
  'message:unknown-encoding': (stream) => answer(
      stream, [framed(reply('flagged'), 1)], ok, {...head, 'grpc-encoding': 'x-unknown'}),
  'message:not-protobuf': (stream) => answer(stream, [framed(Buffer.from([0x0a, 0x7f, 0x41]))], ok),
  'message:four-gigabytes': (stream) =>
      answer(stream, [Buffer.from([0, 0xff, 0xff, 0xff, 0xff])], ok),
  'message:truncated': (stream) => answer(stream, [framed(reply('cut')).subarray(0, 7)], ok),
  'message:none': (stream) => answer(stream, [], ok),
  'message:two': (stream) => answer(stream, [framed(reply('one')), framed(reply('two'))], ok),
  'message:byte-by-byte': async (stream) => {
    stream.respond(head, {waitForTrailers: true});
    stream.on('wantTrailers', () => stream.sendTrailers(ok));
    for (const byte of framed(reply('Hello in pieces')))
      await new Promise((written) => stream.write(Buffer.from([byte]), written));
    stream.end();
  },
  'connection:goaway': (stream) => {
    stream.session.goaway(constants.NGHTTP2_NO_ERROR, stream.id);
    setImmediate(() => answer(stream, [framed(reply('Hello after GOAWAY'))], ok));
  },
  'connection:gone': (stream) => stream.session.destroy(),
  'nothing': () => {},
};

function serve(stream, headers) {
  report('called', {headers: Object.entries(headers)});
  stream.on('aborted', () => report('reset', {code: stream.rstCode}));
  stream.on('error', () => {});
  const chunks = [];
  let answered = false;
  stream.on('data', (chunk) => {
    chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (answered || body.length < 5 || body.length < 5 + body.readUInt32BE(1)) return;
    answered = true;
    const name = body.subarray(7, 7 + body[6]).toString();  // 00 LENGTH 0a NAME_LENGTH NAME
    if (name in answers) answers[name](stream);
    else answer(stream, [framed(reply(`Hello, ${name}`))], ok);
  });
}

if (process.argv.includes('--list')) {
  console.log(Object.keys(answers).join('\n'));
} else {
  const server = http2.createServer({settings: {initialWindowSize: 1 << 20}});
  server.on('stream', serve);
  server.on('sessionError', () => {});
  server.listen(0, '127.0.0.1', () => {
    console.log(`listening on 127.0.0.1:${server.address().port}`);
  });
  process.on('SIGTERM', () => process.exit(0));
}
