import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Parameter } from '@flow/backend';
import { tensor } from '@tensorflow/tfjs-core';
import type { Flow } from './flow.ts';
import { type GlowOptions, glow } from './glow.ts';

/** What PyTorch computes in float64 from given weights; `tooling/peers/glow_cases.py` writes these files. */
const FIXTURES = resolve(import.meta.dirname, '../../../tooling/peers/fixtures');

export type PeerTensor = { readonly shape: number[]; readonly values: number[] };

export type PeerGlow = {
  readonly name: string;
  readonly config: GlowOptions &
    Required<Pick<GlowOptions, 'levels' | 'steps' | 'variant' | 'shape' | 'bits'>>;
  /** Weights under the names of glow.py. */
  readonly state: Readonly<Record<string, PeerTensor>>;
  /** Integer pictures. */
  readonly input: PeerTensor;
  readonly logProb: PeerTensor;
  /** Of −mean log p, for the input and each weight. */
  readonly gradients: Readonly<Record<string, PeerTensor>>;
};

/** Where a parameter of ours stands in the peer's state, and how its numbers are put into our order and sign. */
export type Link = { readonly path: string; readonly name: string; ours(theirs: PeerTensor): number[] };

export function readPeerGlow(file: string): PeerGlow {
  return JSON.parse(readFileSync(resolve(FIXTURES, `${file}.json`), 'utf8')).cases[0];
}

/** A flow of ours with the peer's weights. */
export function loadPeerGlow(peer: PeerGlow): { readonly flow: Flow; readonly links: readonly Link[] } {
  const flow = glow(peer.config);
  const links = linksOf(peer.config);
  for (const { path, name, ours } of links) {
    const { variable } = flow.parameters.find(
      (parameter) => parameter.path === `bijector.pictures.${path}`,
    ) as Parameter;
    const values = tensor(ours(peer.state[name] as PeerTensor), variable.shape);
    variable.assign(values);
    values.dispose();
  }
  return { flow, links };
}

function linksOf({ levels, steps, variant }: PeerGlow['config']): Link[] {
  const links: Link[] = [];
  for (let theirs = 0; theirs < levels; theirs++) {
    // They count levels from the finest, we from the coarsest.
    const ours = levels - 1 - theirs;
    for (let k = 0; k < steps; k++) {
      links.push(...stepLinks(`levels.${ours}.steps.${k}`, `levels.${theirs}.${k}`, variant));
    }
    if (ours > 0) {
      const [path, name] = [`splits.${ours - 1}.conditioner`, `priors.${theirs}`];
      links.push(kernel(`${path}.kernel`, `${name}.kernel`), same(`${path}.bias`, `${name}.bias`));
      links.push(same(`${path}.logScale`, `${name}.log_scale`));
    }
  }
  return [...links, channelsLast('top.shift', 'top.mean'), channelsLast('top.logScale', 'top.log_scale')];
}

function stepLinks(path: string, name: string, variant: 'code' | 'paper'): Link[] {
  const net = `${path}.coupling.conditioner`;
  // Theirs is z = (x + t)·σ(r + 2) or z = x·exp(r) + t; ours are z = (x − t)·σ(r + 2) and z = x·exp(−r) − t.
  const sign = (output: number, outputs: number) => (variant === 'code' && output >= outputs / 2 ? 1 : -1);
  return [
    same(`${path}.actNorm.shift`, `${name}.shift`),
    same(`${path}.actNorm.logScale`, `${name}.log_scale`),
    same(`${path}.permutation.weight`, `${name}.weight`),
    ...[1, 2].flatMap((layer) => [
      kernel(`${net}.conv${layer}.kernel`, `${name}.net.kernel${layer}`),
      same(`${net}.norm${layer}.shift`, `${name}.net.shift${layer}`),
      same(`${net}.norm${layer}.logScale`, `${name}.net.log_scale${layer}`),
    ]),
    kernel(`${net}.conv3.kernel`, `${name}.net.kernel3`, sign),
    {
      path: `${net}.conv3.bias`,
      name: `${name}.net.bias3`,
      ours: ({ values }) => values.map((value, output) => sign(output, values.length) * value),
    },
    same(`${net}.conv3.logScale`, `${name}.net.log_scale3`),
  ];
}

const same = (path: string, name: string): Link => ({ path, name, ours: ({ values }) => values });

/** [outputs, inputs, height, width] as [height, width, inputs, outputs]. */
const kernel = (
  path: string,
  name: string,
  sign: (output: number, outputs: number) => number = () => 1,
): Link => ({
  path,
  name,
  ours({ shape, values }) {
    const [outputs = 0, inputs = 0, height = 0, width = 0] = shape;
    const ours: number[] = [];
    for (let at = 0; at < height * width; at++) {
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) {
          ours.push(sign(o, outputs) * (values[(o * inputs + i) * height * width + at] as number));
        }
      }
    }
    return ours;
  },
});

/** [channels, height, width] as [height, width, channels]. */
const channelsLast = (path: string, name: string): Link => ({
  path,
  name,
  ours({ shape, values }) {
    const [channels = 0] = shape;
    const positions = values.length / channels;
    return values.map((_, at) => values[(at % channels) * positions + Math.floor(at / channels)] as number);
  },
});
