// SPDX-License-Identifier: MIT

// The page's calls with connect-web, on types that protoc-gen-es has made of the contract's .proto.

import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { Transport } from '@connectrpc/connect';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';

import type { Api, Failure, Way } from './api.js';
import { BadRequestSchema } from './gen/google/rpc/rpc_pb.js';
import { Live } from './gen/live/v1/live_pb.js';

// A time that is left out is the beginning of 1970, as all that is left out is zero.
const date = (time?: Timestamp) => (time ? timestampDate(time) : new Date(0));

// not_found, from Code.NotFound.
const codeName = (code: Code) => (Code[code] ?? 'Unknown').replace(/(?!^)([A-Z])/g, '_$1').toLowerCase();

function failure(thrown: unknown): Failure {
  const error = ConnectError.from(thrown);
  return Object.assign(new Error(error.rawMessage), {
    code: codeName(error.code),
    violations: error.findDetails(BadRequestSchema).flatMap((detail) =>
      detail.fieldViolations.map(({ field, description }) => ({ field, description }))),
  });
}

async function settled<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (thrown) {
    throw failure(thrown);
  }
}

async function* each<Message, T>(stream: AsyncIterable<Message>, make: (message: Message) => T) {
  try {
    for await (const message of stream) yield make(message);
  } catch (thrown) {
    throw failure(thrown);
  }
}

function apiOver(transport: Transport): Api {
  const live = createClient(Live, transport);
  return {
    listStations: async (options) => (await settled(live.listStations({}, options))).stations,
    watch: (stationId, historyMs, options) =>
      each(live.watch({ stationId, historyMs }, options), (sample) => ({
        measuredAt: date(sample.measuredAt),
        windMps: sample.windMps,
      })),
    forecast: (stationId, hours, options) => settled(live.forecast({ stationId, hours }, options)),
    send: async (name, text, options) => (await settled(live.send({ name, text }, options))).id,
    listen: (afterId, options) =>
      each(live.listen({ afterId }, options), ({ id, name, text, sentAt }) => ({
        id,
        name,
        text,
        sentAt: date(sentAt),
      })),
    getStatus: async (options) => {
      const status = await settled(live.getStatus({}, options));
      return { ...status, calls: Number(status.calls) };
    },
  };
}

export const ways: Way[] = [
  {
    id: 'connect',
    title: 'Connect',
    about: 'connect-web, Protobuf; lists with GET',
    make: (baseUrl) =>
      apiOver(createConnectTransport({ baseUrl, useBinaryFormat: true, useHttpGet: true })),
  },
  {
    id: 'grpc-web',
    title: 'gRPC-Web',
    about: 'connect-web, Protobuf; trailers in the body',
    make: (baseUrl) => apiOver(createGrpcWebTransport({ baseUrl })),
  },
];
