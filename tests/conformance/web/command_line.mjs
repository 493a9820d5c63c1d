// SPDX-License-Identifier: MIT

// buf curl in the three protocols, and curl.

import { check, expect, expectEqual, outputOf } from './checks.mjs';

/** The JSON values of a text, one after the other, each on lines of its own. */
const values = (text) => text.trim().split(/\n(?=\{)/).filter(Boolean).map((each) => JSON.parse(each));

export function checkBufCurl(world) {
  const { buf, contract, certificates } = world.options;
  // HTTP/1.1 carries no gRPC, and not both directions at once.
  const transports = {
    'HTTP/1.1': { server: world.plain, flags: [], protocols: ['connect', 'grpcweb'] },
    'HTTP/2': { server: world.plain, flags: ['--http2-prior-knowledge'], protocols: ['connect', 'grpcweb', 'grpc'] },
    TLS: { server: world.secure, flags: ['--cacert', `${certificates}/ca.pem`], protocols: ['connect', 'grpcweb', 'grpc'] },
  };
  for (const [transport, { server, flags, protocols }] of Object.entries(transports)) {
    for (const protocol of protocols) {
      const call = (method, requests, ...more) =>
        outputOf([buf, 'curl', '--schema', contract, '--protocol', protocol, ...flags, ...more, '--data', '@-',
          `${server.url}/hello.v1.Greeter/${method}`], requests.map((each) => JSON.stringify(each)).join('\n'));
      const replies = async (...asked) => {
        const { code, output, errors } = await call(...asked);
        expect(code === 0, `exit code ${code}`, errors + output);
        return values(output).map(({ text }) => text);
      };

      check(`buf curl makes the kinds of calls that there are, ${protocol}, ${transport}`, async () => {
        expectEqual(await replies('SayHello', [{ name: 'Adá' }]), ['Hello, Adá'], 'SayHello');
        expectEqual(await replies('Subscribe', [{ name: 'Ada', count: 2 }]), ['Ada #1', 'Ada #2'], 'Subscribe');
        expectEqual(await replies('GreetAll', [{ name: 'Ada' }, { name: 'Bob' }]), ['Hello, Ada and Bob'], 'GreetAll');
        if (transport === 'HTTP/1.1') return;
        expectEqual(await replies('Chat', [{ name: 'Ada' }, { name: 'Bob' }]), ['Hello, Ada', 'Hello, Bob'], 'Chat');
      });

      check(`buf curl prints an error, ${protocol}, ${transport}`, async () => {
        for (const method of ['SayHello', 'Subscribe']) {
          const { code, errors } = await call(method, [{}]);
          expectEqual(code, 8 * 3, 'the exit code');
          const { code: name, message } = JSON.parse(errors);
          expectEqual([name, message], ['invalid_argument', 'name is required'], 'the error');
        }
      });

      if (transport !== 'HTTP/1.1') {
        check(`buf curl learns the contract from the server, ${protocol}, ${transport}`, async () => {
          const { code, output, errors } = await outputOf([buf, 'curl', '--protocol', protocol, ...flags, '--data', '{"name": "Ada"}',
            `${server.url}/hello.v1.Greeter/SayHello`]);
          expect(code === 0, `exit code ${code}`, errors);
          expectEqual(values(output), [{ text: 'Hello, Ada' }], 'the reply');
        });
      }
    }
  }
}

export function checkCurl(world) {
  const curl = (...argv) => outputOf(['curl', '--silent', '--show-error', ...argv]);
  const transports = {
    'HTTP/1.1': [world.plain, []],
    'HTTP/2': [world.plain, ['--http2-prior-knowledge']],
    TLS: [world.secure, ['--cacert', `${world.options.certificates}/ca.pem`]],
  };
  for (const [transport, [server, flags]] of Object.entries(transports)) {
    check(`curl greets, lists with GET, and reads the page, ${transport}`, async () => {
      // The line of the README.
      const greeted = await curl(...flags, '-H', 'content-type: application/json', '-d', '{"name": "Ada"}',
        `${server.url}/hello.v1.Greeter/SayHello`);
      expectEqual([greeted.code, greeted.output], [0, '{"text":"Hello, Ada"}'], 'the reply');
      const listed = await curl(...flags, '-G', '-d', 'connect=v1', '-d', 'encoding=json', '--data-urlencode', 'message={}',
        `${server.url}/live.v1.Live/ListStations`);
      expectEqual(JSON.parse(listed.output).stations.length, 7, 'the stations');
      const counted = await curl(...flags, `${server.url}/metrics`);
      expect(/^tern_\w+\{.*ListStations.*\} [1-9]/m.test(counted.output), 'the metrics', counted.output.slice(0, 500));
      const page = await curl(...flags, '-i', `${server.url}/`);
      expect(/^HTTP\/[\d.]+ 200/.test(page.output) && page.output.includes('<title>tern, live</title>'), 'the page', page.output.slice(0, 300));
      expect(/^content-type: text\/html/im.test(page.output), 'its type', page.output.slice(0, 300));
    });

    check(`curl is told what is wrong, ${transport}`, async () => {
      const refused = await curl(...flags, '-w', ' %{http_code}', '-H', 'content-type: application/json', '-d', '{}',
        `${server.url}/hello.v1.Greeter/SayHello`);
      expectEqual(refused.output, '{"code":"invalid_argument","message":"name is required"} 400', 'the answer');
      for (const path of ['/nothing', '/../live_server', '/%2e%2e/live_server', '/page/']) {
        const answer = await curl(...flags, '--path-as-is', '-o', '/dev/null', '-w', '%{http_code}', `${server.url}${path}`);
        expect(['400', '404'].includes(answer.output), `GET ${path}`, answer.output);
      }
    });
  }
}
