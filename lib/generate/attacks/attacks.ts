/** The attacks of a generated export, and the days beside them that only look so: when, where, and with what labels. */
import type { Attempt } from '../attempt.ts';
import { Dice } from '../dice.ts';
import { startOfDayMs, type GenerateOptions } from '../options.ts';
import { DAY_MS } from '../rhythm.ts';
import { ATTACKS } from './attack-kinds.ts';
import { forgottenPassword, newsletter, officeMorning } from './everyday.ts';
import { labelOf, type AttackLabel } from './label.ts';
import { addressBook, type Stage } from './stage.ts';
import { STRENGTHS } from './strength.ts';
import { worldOf } from '../pool.ts';

/** Attempts in no order, and the labels of those that are attacks. */
export type Attacks = { readonly attempts: readonly Attempt[]; readonly labels: readonly AttackLabel[] };

/** Below every user's stream of dice, above those of the traffic. */
const ATTACK_STREAM = 4;

/** One for so many ordinary events. */
const EVENTS_A_FORGOTTEN_PASSWORD = 400;
const EVENTS_AN_OFFICE_MORNING = 20_000;
/** Attacks come in the last days: those before say what is usual. */
const ATTACKED_DAYS = 10;
/** The longest scenes take 60 hours; each must have room, or it is left out. */
const SCENE_MS = 2.5 * DAY_MS;
const SHORT_SCENE_MS = DAY_MS;

type Theatre = Pick<Stage, 'world' | 'dice' | 'addresses'> & {
    readonly firstMs: number;
    readonly attackedMs: number;
    readonly lastMs: number;
};

const theatreOf = (options: GenerateOptions): Theatre => {
    const firstMs = startOfDayMs(options.firstDay);
    const lastMs = firstMs + options.days * DAY_MS;
    const attackedMs = Math.max(firstMs, lastMs - ATTACKED_DAYS * DAY_MS);
    return {
        world: worldOf(options),
        dice: new Dice(options.seed, ATTACK_STREAM),
        addresses: addressBook(),
        firstMs,
        attackedMs,
        lastMs,
    };
};

const stageFrom = (fromMs: number, { world, dice, addresses, lastMs }: Theatre, lengthMs: number): Stage => {
    const room = Math.max(1, lastMs - fromMs - lengthMs);
    return { world, dice, addresses, pool: dice.pick(world.pools), startMs: fromMs + dice.below(room) };
};

/** Any time, for what happens every day. */
const anyDay = (theatre: Theatre): Stage => stageFrom(theatre.firstMs, theatre, SHORT_SCENE_MS);

const endsInside = ({ lastMs }: Theatre, attempts: readonly Attempt[]): boolean =>
    attempts.every(({ startedAtMs }) => startedAtMs < lastMs);

const played = (theatre: Theatre): Attacks[] => {
    const cast = ATTACKS.flatMap(({ kind, play }) => STRENGTHS.map((strength) => ({ kind, play, strength })));
    return cast.map(({ kind, play, strength }, number) => {
        const stage = stageFrom(theatre.attackedMs, theatre, SCENE_MS);
        const scene = play(stage, strength);
        if (!endsInside(theatre, scene.attempts)) return { attempts: [], labels: [] };
        return {
            attempts: [...scene.attempts, ...scene.beside],
            labels: [labelOf({ kind, strength, number }, stage, scene)],
        };
    });
};

const times = (count: number, make: () => readonly Attempt[]): readonly Attempt[] =>
    Array.from({ length: count }, make).flat();

const everyday = (theatre: Theatre, { events }: GenerateOptions): readonly Attempt[] => [
    ...times(Math.ceil(events / EVENTS_A_FORGOTTEN_PASSWORD), () => forgottenPassword(anyDay(theatre))),
    ...times(Math.ceil(events / EVENTS_AN_OFFICE_MORNING), () => officeMorning(anyDay(theatre))),
    ...newsletter(anyDay(theatre)),
];

/** Of each kind one attack of each strength that fits into the days; the same options give the same. */
export const attacksOf = (options: GenerateOptions): Attacks => {
    const theatre = theatreOf(options);
    const scenes = played(theatre);
    const beside = everyday(theatre, options).filter((attempt) => endsInside(theatre, [attempt]));
    return {
        attempts: [...scenes.flatMap(({ attempts }) => attempts), ...beside],
        labels: scenes.flatMap(({ labels }) => labels),
    };
};
