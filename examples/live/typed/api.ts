// SPDX-License-Identifier: MIT

// What the page needs of its server, whoever makes the calls.

export interface Station {
  id: string;
  name: string;
  latitude: number;
  longitude: number;
}

export interface Sample {
  measuredAt: Date;
  windMps: number;
}

export interface Forecast {
  text: string;
  windMps: number;
}

export interface ChatMessage {
  id: number;
  name: string;
  text: string;
  sentAt: Date;
}

export interface Status {
  charts: number;
  listeners: number;
  calls: number;
  connections: number;
}

export interface CallOptions {
  signal?: AbortSignal;
  timeoutMs?: number;
}

/** What a call fails with. */
export interface Failure extends Error {
  code: string; // not_found, as Connect writes it
  violations: { field: string; description: string }[];
}

export interface Api {
  listStations(options?: CallOptions): Promise<Station[]>;
  watch(stationId: string, historyMs: number, options?: CallOptions): AsyncIterable<Sample>;
  forecast(stationId: string, hours: number, options?: CallOptions): Promise<Forecast>;
  send(name: string, text: string, options?: CallOptions): Promise<number>;
  listen(afterId: number, options?: CallOptions): AsyncIterable<ChatMessage>;
  getStatus(options?: CallOptions): Promise<Status>;
}

/** A way to call the server: the switch at the top of the page. */
export interface Way {
  id: string; // connect
  title: string; // Connect
  about: string;
  make(baseUrl: string): Api;
}
