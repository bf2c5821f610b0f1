/** Remembers what was given, so that a finding is given once, and again only when its quiet time is over. */
import { joined, touches, type Episode, type Identity } from './identity.ts';

type Entry = { readonly key: string; readonly episode: Episode | null; readonly givenAtMs: number };

export type GivenLedger = {
    /** Whether it was given within the quiet time, or a shorter one. An episode that goes on is followed: it stays the one that was given. */
    readonly isQuiet: (identity: Identity, withinMs?: number) => boolean;
    readonly note: (identities: readonly Identity[]) => void;
    /** Takes a key out: what it stood for is over. */
    readonly forget: (key: string) => void;
    /** All that is still quiet, a line each. */
    readonly text: () => string;
};

/** `quietMs` from when on a finding that is still in the answer is given again. */
export type Quiet = { readonly nowMs: number; readonly quietMs: number };

const LINE = /^([0-9a-f]{32}) (\d{1,15}) (?:(\d{1,15})-(\d{1,15})|-)$/;

/** A line that is none (cut off, or somebody's own) is left out: its finding is given once more. */
const entryOf = (line: string): readonly Entry[] => {
    const [, key, givenAt, from, to] = LINE.exec(line) ?? [];
    if (key === undefined) return [];
    return [
        {
            key,
            givenAtMs: Number(givenAt),
            episode: from === undefined || to === undefined ? null : { fromMs: Number(from), toMs: Number(to) },
        },
    ];
};

const lineOf = ({ key, episode, givenAtMs }: Entry): string =>
    `${key} ${givenAtMs} ${episode === null ? '-' : `${episode.fromMs}-${episode.toMs}`}\n`;

const DAY_MS = 86_400_000;

/** What was given in a future is of a clock that was wrong, and would be quiet for as long; two clocks are never quite the same. */
const isWithin = (givenAtMs: number, { nowMs, quietMs }: Quiet): boolean =>
    givenAtMs <= nowMs + DAY_MS && nowMs - givenAtMs < quietMs;

/** The ledger of a text that `text` made; of '' where there is none yet. */
export const givenLedger = (written: string, quiet: Quiet): GivenLedger => {
    const entries = new Map<string, Entry[]>();
    const add = (entry: Entry): void => {
        entries.set(entry.key, [...(entries.get(entry.key) ?? []), entry]);
    };
    for (const entry of written.split('\n').flatMap(entryOf)) if (isWithin(entry.givenAtMs, quiet)) add(entry);
    return {
        isQuiet: ({ key, episode }, withinMs = quiet.quietMs) => {
            const found = entries.get(key) ?? [];
            const same = found.find(
                (entry) =>
                    touches(entry.episode, episode) && isWithin(entry.givenAtMs, { ...quiet, quietMs: withinMs }),
            );
            if (same !== undefined)
                entries.set(
                    key,
                    found.map((entry) =>
                        entry === same ? { ...entry, episode: joined(entry.episode, episode) } : entry,
                    ),
                );
            return same !== undefined;
        },
        note: (identities) => {
            for (const { key, episode } of identities) add({ key, episode, givenAtMs: quiet.nowMs });
        },
        forget: (key) => {
            entries.delete(key);
        },
        text: () => [...entries.values()].flat().map(lineOf).join(''),
    };
};
