// SPDX-License-Identifier: MIT

// A line of the last half minute that moves to the left.

/** @typedef {import('../typed/api.js').Sample} Sample */

const window_ms = 30_000;
const margin = { left: 34, right: 12, top: 12, bottom: 22 };

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function shape(name, attributes = {}) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** The least of 5, 10, 15, 20 … that is above a value. */
const ceiling = (/** @type {number} */ value) => Math.max(5, Math.ceil((value * 1.08) / 5) * 5);

export class Chart {
  /** @type {Sample[]} */
  samples = [];
  /** How far the server's clock is behind this one, and the way from there: the least that was seen. */
  #skew_ms = Infinity;
  #top = 5;
  #still = matchMedia('(prefers-reduced-motion: reduce)').matches;

  /** @param {SVGSVGElement} svg */
  constructor(svg) {
    this.svg = svg;
    const fade = shape('linearGradient', { id: 'fade', x1: 0, y1: 0, x2: 0, y2: 1 });
    fade.append(
      shape('stop', { offset: 0, 'stop-opacity': 0.22 }),
      shape('stop', { offset: 1, 'stop-opacity': 0 }),
    );
    const clip = shape('clipPath', { id: 'inside' });
    this.inside = shape('rect', { x: margin.left, y: 0 });
    clip.append(this.inside);
    this.axes = shape('g');
    this.area = shape('path', { class: 'area', 'clip-path': 'url(#inside)' });
    this.line = shape('path', { class: 'line', 'clip-path': 'url(#inside)' });
    this.head = shape('circle', { class: 'head', r: 6, visibility: 'hidden' });
    svg.append(fade, clip, this.axes, this.area, this.line, this.head);
    new ResizeObserver(() => this.#resize()).observe(svg);
    this.#resize();
    const frame = () => {
      if (!this.#still) this.#draw();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  clear() {
    this.samples = [];
    this.#draw();
  }

  /** @param {Sample} sample */
  add(sample) {
    const at = sample.measuredAt.getTime();
    this.#skew_ms = Math.min(this.#skew_ms, Date.now() - at);
    this.samples.push(sample);
    while (this.samples[0].measuredAt.getTime() < at - window_ms - 1000) this.samples.shift();
    const top = ceiling(Math.max(...this.samples.map((each) => each.windMps)));
    if (top !== this.#top) {
      this.#top = top;
      this.#resize();
    }
    if (this.#still) this.#draw();
  }

  #resize() {
    this.width = Math.max(this.svg.clientWidth, 120);
    this.height = Math.max(this.svg.clientHeight, 120);
    this.svg.setAttribute('viewBox', `0 0 ${this.width} ${this.height}`);
    this.inside.setAttribute('width', String(this.width - margin.left - margin.right));
    this.inside.setAttribute('height', String(this.height - margin.bottom));
    this.axes.replaceChildren();
    for (let value = 0; value <= this.#top; value += 5) {
      const y = this.#y(value);
      const label = shape('text', { x: margin.left - 8, y: y + 4, 'text-anchor': 'end' });
      label.textContent = String(value);
      this.axes.append(shape('line', { class: 'grid', x1: margin.left, x2: this.width - margin.right, y1: y, y2: y }), label);
    }
    for (const ago of [30, 20, 10, 0]) {
      const x = this.#x(ago * 1000);
      const label = shape('text', { x, y: this.height - 4, 'text-anchor': ago === 0 ? 'end' : 'middle' });
      label.textContent = ago === 0 ? 'now' : `${ago} s`;
      this.axes.append(label);
    }
    this.#draw();
  }

  /** @param {number} ago_ms */
  #x(ago_ms) {
    const span = (this.width ?? 0) - margin.left - margin.right;
    return margin.left + span * (1 - ago_ms / window_ms);
  }

  /** @param {number} value */
  #y(value) {
    const span = (this.height ?? 0) - margin.top - margin.bottom;
    return margin.top + span * (1 - value / this.#top);
  }

  #draw() {
    const last = this.samples.at(-1);
    this.head.setAttribute('visibility', last ? 'visible' : 'hidden');
    if (!last) {
      this.line.setAttribute('d', '');
      this.area.setAttribute('d', '');
      return;
    }
    // The right edge is the server's now, half a sample late, so that the line arrives there evenly.
    const now = Math.max(Date.now() - this.#skew_ms - 60, last.measuredAt.getTime());
    const points = this.samples.map(({ measuredAt, windMps }) => [this.#x(now - measuredAt.getTime()), this.#y(windMps)]);
    const path = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');
    const bottom = this.#y(0).toFixed(1);
    this.line.setAttribute('d', `M${path}`);
    this.area.setAttribute('d', `M${points[0][0].toFixed(1)} ${bottom}L${path}L${points.at(-1)?.[0].toFixed(1)} ${bottom}Z`);
    this.head.setAttribute('cx', points[points.length - 1][0].toFixed(1));
    this.head.setAttribute('cy', points[points.length - 1][1].toFixed(1));
  }
}
