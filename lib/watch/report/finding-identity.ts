/** The identity of a finding: two are the same if query, user or IP address match and their episodes overlap. */
import { createHash } from 'node:crypto';
import { instantOf } from '../../../schemas/instant.ts';
import type { JsonValue } from '../../query/json-value.ts';

/** Epoch ms, both ends inclusive. */
export type Episode = { readonly fromMs: number; readonly toMs: number };

/** `key` hashes the query and who the finding is about; `episode` is null for a finding without times. */
export type FindingIdentity = { readonly key: string; readonly episode: Episode | null };

const HEX_DIGITS = 32;

/** Hashes the parts to hex, so that the ledger beside the reports has no names and hostile names cannot break it. */
export const hashParts = (parts: readonly JsonValue[]): string =>
    createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HEX_DIGITS);

/** An episode from two times in either engine’s format; null unless both are valid. */
export const episodeOf = (from: JsonValue, to: JsonValue): Episode | null => {
    const [fromMs, toMs] = [instantOf(from), instantOf(to)];
    return fromMs === undefined || toMs === undefined ? null : { fromMs, toMs };
};

/** Whether two episodes overlap; null overlaps with everything. */
export const hasOverlap = (a: Episode | null, b: Episode | null): boolean =>
    a === null || b === null || (a.fromMs <= b.toMs && b.fromMs <= a.toMs);

/** The smallest episode that contains both. */
export const mergeEpisodes = (a: Episode | null, b: Episode | null): Episode | null =>
    a === null || b === null ? null : { fromMs: Math.min(a.fromMs, b.fromMs), toMs: Math.max(a.toMs, b.toMs) };
