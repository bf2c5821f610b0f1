/** What makes two findings the same: a question, whom it is about, and episodes that touch. */
import { createHash } from 'node:crypto';
import { instantOf } from '../../../schemas/instant.ts';
import type { Plain } from '../../query/plain-value.ts';

/** Epoch ms, both included. */
export type Episode = { readonly fromMs: number; readonly toMs: number };

/** `key` is of the question and whom it is about; `episode` is null where a finding has no time of its own. */
export type Identity = { readonly key: string; readonly episode: Episode | null };

const HEX_DIGITS = 32;

/** A digest: what is kept beside the reports names nobody, and a hostile name is hex like any other. */
export const keyOf = (parts: readonly Plain[]): string =>
    createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HEX_DIGITS);

/** An episode of two times as an engine writes them; null unless both are times. */
export const episodeOf = (from: Plain, to: Plain): Episode | null => {
    const [fromMs, toMs] = [instantOf(from), instantOf(to)];
    return fromMs === undefined || toMs === undefined ? null : { fromMs, toMs };
};

/** Whether two episodes share a moment; one that has no time of its own shares every moment. */
export const touches = (one: Episode | null, other: Episode | null): boolean =>
    one === null || other === null || (one.fromMs <= other.toMs && other.fromMs <= one.toMs);

/** The episode from the earlier first moment to the later last one. */
export const joined = (one: Episode | null, other: Episode | null): Episode | null =>
    one === null || other === null
        ? null
        : { fromMs: Math.min(one.fromMs, other.fromMs), toMs: Math.max(one.toMs, other.toMs) };
