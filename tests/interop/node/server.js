// SPDX-License-Identifier: MIT
// The greeter served by grpc-js.
//
// usage: server.js [--listen HOST:PORT] [--without METHOD] [--tls | --mtls]
//
// Prints what tests/interop/python/server.py prints, and knows the same moods.
'use strict';

const fs = require('fs');
const path = require('path');
const {grpc, load, fromMetadata} = require('./greeter.js');

const utf8Error = 'naïve ☺ 😀 100% sure\tor\nnot';
const sizes = {'peer:large': 3 << 20, 'peer:too-large': 5 << 20};

function report(event, fields) {
  console.log(JSON.stringify({event, ...fields}));
}

function option(name, otherwise) {
  const index = process.argv.indexOf(name);
  return index < 0 ? otherwise : process.argv[index + 1];
}

/// What ends a call with `code` and `details`; carries the agreed trailing metadata.
function failure(code, details, metadata) {
  return Object.assign(new Error(details), {code, details, metadata});
}

/// Reports the call and echoes the agreed metadata; returns what the trailers will carry.
function begin(method, call) {
  report('called', {method, metadata: fromMetadata(call.metadata)});
  const initial = new grpc.Metadata();
  for (const value of call.metadata.get('x-echo')) initial.add('x-echo', value);
  call.sendMetadata(initial);
  const trailing = new grpc.Metadata();
  for (const value of call.metadata.get('x-trail-bin')) trailing.add('x-trail-bin', value);
  return trailing;
}

/// Acts out the mood that the name asks for; calls `done(failure, text)` unless that is to wait.
function behave(method, call, request, trailing, done) {
  switch (request.name) {
    case 'peer:wait':
      call.on('cancelled', () => report('cancelled', {method}));
      return;
    case 'peer:die':
      process.exit(1);
      return;
    case 'peer:utf8-error':
      done(failure(grpc.status.FAILED_PRECONDITION, utf8Error, trailing));
      return;
    case 'peer:large':
    case 'peer:too-large':
      done(null, 'x'.repeat(sizes[request.name]));
      return;
    default:
      done(null, `Hello, ${greeting(request)}`);
  }
}

function greeting({name, title}) {
  return title === undefined ? name : `${title} ${name}`;
}

function enumeration(names) {
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const nameRequired = (trailing) =>
    failure(grpc.status.INVALID_ARGUMENT, 'name is required', trailing);

const greeter = {
  SayHello(call, callback) {
    const trailing = begin('SayHello', call);
    if (!call.request.name) return callback(nameRequired(trailing));
    behave('SayHello', call, call.request, trailing,
        (failed, text) => failed ? callback(failed) : callback(null, {text}, trailing));
  },

  async Subscribe(call) {
    const trailing = begin('Subscribe', call);
    const {name} = call.request;
    for (let number = 1; number <= (call.request.count || 3) && !call.cancelled; ++number) {
      const text = `${name} #${number}`;
      const misbehaves = name.startsWith('peer:');
      await new Promise((written) => {
        // Written is not on the wire: 'peer:die' waits for the flush.
        if (call.write({text}, misbehaves ? () => setImmediate(written) : undefined)) {
          if (!misbehaves) written();
        } else {
          call.once('drain', written);
          call.once('cancelled', written);
        }
      });
      if (misbehaves) {
        behave('Subscribe', call, call.request, trailing, (failed) => {
          if (failed) call.emit('error', failed);
          else call.end(trailing);
        });
        return;
      }
    }
    call.end(trailing);
  },

  GreetAll(call, callback) {
    const trailing = begin('GreetAll', call);
    const names = [];
    let misbehaves = false;
    call.on('data', (request) => {
      if (!request.name.startsWith('peer:')) return names.push(greeting(request));
      misbehaves = true;
      behave('GreetAll', call, request, trailing, (failed, text) => callback(failed, {text}));
    });
    call.on('end', () => {
      if (misbehaves) return;
      if (!names.length) return callback(nameRequired(trailing));
      callback(null, {text: `Hello, ${enumeration(names)}`}, trailing);
    });
  },

  Chat(call) {
    const trailing = begin('Chat', call);
    let busy = false, ended = false;
    const endIfDone = () => ended && !busy && call.end(trailing);
    call.on('data', (request) => {
      call.pause();
      busy = true;
      behave('Chat', call, request, trailing, (failed, text) => {
        if (failed) return call.emit('error', failed);
        call.write({text}, () => {
          busy = false;
          call.resume();
          endIfDone();
        });
      });
    });
    call.on('end', () => {
      ended = true;
      endIfDone();
    });
  },
};

function credentials() {
  const mutual = process.argv.includes('--mtls');
  if (!mutual && !process.argv.includes('--tls')) return grpc.ServerCredentials.createInsecure();
  const read = (name) => fs.readFileSync(path.join(process.env.TERN_TLS, name));
  const pair = {private_key: read('server.key'), cert_chain: read('server.pem')};
  return grpc.ServerCredentials.createSsl(mutual ? read('ca.pem') : null, [pair], mutual);
}

const server = new grpc.Server();
delete greeter[option('--without', '')];
server.addService(load().service, greeter);
const listen = option('--listen', '127.0.0.1:0');
server.bindAsync(listen, credentials(), (problem, port) => {
  if (problem) throw problem;
  console.log(`listening on ${listen.slice(0, listen.lastIndexOf(':'))}:${port}`);
});
process.on('SIGTERM', () => server.tryShutdown(() => process.exit(0)));
