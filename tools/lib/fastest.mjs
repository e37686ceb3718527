// The native build that long trainings use: with AVX2 and FMA where the processor has them. Sums are taken in another
// order than in the plain build, so weights differ in their last digits; which build it was is written down.
import { existsSync, readFileSync } from 'node:fs';

import { buildPreset } from '../build.mjs';

/** @returns {'native-avx2' | 'native-release'} */
export function fastestPreset() {
  const cpuinfo = '/proc/cpuinfo';
  const flags = existsSync(cpuinfo) ? (/^flags\s*:(.*)$/m.exec(readFileSync(cpuinfo, 'utf8'))?.[1] ?? '').split(' ') : [];
  return flags.includes('avx2') && flags.includes('fma') ? 'native-avx2' : 'native-release';
}

/** Builds the command; says why when it cannot. */
export async function buildFastest() {
  const built = await buildPreset(fastestPreset(), ['earshot']);
  if (!built.ok) console.error(built.output.trimEnd());
  return built.ok;
}
