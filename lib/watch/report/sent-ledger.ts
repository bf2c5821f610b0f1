/** The ledger of sent findings: each is sent once, and again only after its quiet period. */
import { mergeEpisodes, hasOverlap, type Episode, type FindingIdentity } from './finding-identity.ts';
import { DAY_MS } from '../../basics/days.ts';

type SentEntry = { readonly key: string; readonly episode: Episode | null; readonly sentAtMs: number };

export type SentLedger = {
    /**
     * Whether the finding was sent within the quiet period, or within the last `withinMs`.
     * An overlapping episode extends the entry, so that a continuing attack stays the same finding.
     */
    readonly isQuiet: (identity: FindingIdentity, withinMs?: number) => boolean;
    readonly add: (identities: readonly FindingIdentity[]) => void;
    /** Removes a key, for a failure that is over. */
    readonly remove: (key: string) => void;
    /** All entries that are still quiet, one per line. */
    readonly text: () => string;
};

/** A finding that is still in the result is sent again after `quietMs`. */
export type QuietPeriod = { readonly nowMs: number; readonly quietMs: number };

const LINE = /^([0-9a-f]{32}) (\d{1,15}) (?:(\d{1,15})-(\d{1,15})|-)$/;

/** Skips an invalid line (truncated, or edited by hand): its finding is sent again. */
const parseEntry = (line: string): readonly SentEntry[] => {
    const [, key, sentAt, from, to] = LINE.exec(line) ?? [];
    if (key === undefined) return [];
    return [
        {
            key,
            sentAtMs: Number(sentAt),
            episode: from === undefined || to === undefined ? null : { fromMs: Number(from), toMs: Number(to) },
        },
    ];
};

const formatEntry = ({ key, episode, sentAtMs }: SentEntry): string =>
    `${key} ${sentAtMs} ${episode === null ? '-' : `${episode.fromMs}-${episode.toMs}`}\n`;

/** Ignores entries more than a day in the future: a wrong clock wrote them, and they would be quiet for too long. */
const isWithin = (sentAtMs: number, { nowMs, quietMs }: QuietPeriod): boolean =>
    sentAtMs <= nowMs + DAY_MS && nowMs - sentAtMs < quietMs;

/** Reads a ledger from `written`, the output of an earlier `text()`, or '' for a new one. */
export const sentLedger = (written: string, quiet: QuietPeriod): SentLedger => {
    const entries = new Map<string, SentEntry[]>();
    const add = (entry: SentEntry): void => {
        entries.set(entry.key, [...(entries.get(entry.key) ?? []), entry]);
    };
    for (const entry of written.split('\n').flatMap(parseEntry)) if (isWithin(entry.sentAtMs, quiet)) add(entry);
    return {
        isQuiet: ({ key, episode }, withinMs = quiet.quietMs) => {
            const candidates = entries.get(key) ?? [];
            const same = candidates.find(
                (entry) =>
                    hasOverlap(entry.episode, episode) && isWithin(entry.sentAtMs, { ...quiet, quietMs: withinMs }),
            );
            if (same !== undefined)
                entries.set(
                    key,
                    candidates.map((entry) =>
                        entry === same ? { ...entry, episode: mergeEpisodes(entry.episode, episode) } : entry,
                    ),
                );
            return same !== undefined;
        },
        add: (identities) => {
            for (const { key, episode } of identities) add({ key, episode, sentAtMs: quiet.nowMs });
        },
        remove: (key) => {
            entries.delete(key);
        },
        text: () => [...entries.values()].flat().map(formatEntry).join(''),
    };
};
