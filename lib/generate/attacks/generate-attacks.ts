/** Generates the attacks of an export with their labels, and harmless traffic that looks like attacks. */
import type { Attempt } from '../attempt.ts';
import { Dice } from '../dice.ts';
import type { GenerateOptions } from '../generate-options.ts';
import { ATTACKS } from './attack-kinds.ts';
import { forgottenPassword, newsletter, officeMorning } from './lookalikes.ts';
import { labelOf, type AttackLabel } from './attack-label.ts';
import { createAddressAllocator, type AttackContext } from './attack-context.ts';
import { ATTACK_STRENGTHS } from './attack-strength.ts';
import { worldOf } from '../synthetic-pool.ts';
import { DAY_MS, startOfDayMs } from '../../basics/days.ts';

/** Attempts in no particular order, and the labels of the attacks among them. */
export type GeneratedAttacks = { readonly attempts: readonly Attempt[]; readonly labels: readonly AttackLabel[] };

/** Streams 1 to 3 belong to the traffic, 1000 and above to users. */
const ATTACK_STREAM = 4;

/** One lookalike per this many ordinary events. */
const EVENTS_PER_FORGOTTEN_PASSWORD = 400;
const EVENTS_PER_OFFICE_MORNING = 20_000;
/** Attacks happen in the last days only; the days before are the baseline. */
const ATTACK_DAYS = 10;
/** The longest scenarios take 60 hours. A scenario that does not fit into the days is skipped. */
const SCENARIO_MS = 2.5 * DAY_MS;
const SHORT_SCENARIO_MS = DAY_MS;

type AttackSchedule = Pick<AttackContext, 'world' | 'dice' | 'takeAddresses'> & {
    readonly firstMs: number;
    readonly attacksFromMs: number;
    readonly lastMs: number;
};

const attackScheduleOf = (options: GenerateOptions): AttackSchedule => {
    const firstMs = startOfDayMs(options.firstDay);
    const lastMs = firstMs + options.days * DAY_MS;
    const attacksFromMs = Math.max(firstMs, lastMs - ATTACK_DAYS * DAY_MS);
    return {
        world: worldOf(options),
        dice: new Dice(options.seed, ATTACK_STREAM),
        takeAddresses: createAddressAllocator(),
        firstMs,
        attacksFromMs,
        lastMs,
    };
};

const contextFrom = (
    fromMs: number,
    { world, dice, takeAddresses, lastMs }: AttackSchedule,
    lengthMs: number,
): AttackContext => {
    const latestStartMs = Math.max(1, lastMs - fromMs - lengthMs);
    return { world, dice, takeAddresses, pool: dice.pick(world.pools), startMs: fromMs + dice.below(latestStartMs) };
};

/** A context that starts at any time of the export. */
const contextOnAnyDay = (schedule: AttackSchedule): AttackContext =>
    contextFrom(schedule.firstMs, schedule, SHORT_SCENARIO_MS);

const endsInside = ({ lastMs }: AttackSchedule, attempts: readonly Attempt[]): boolean =>
    attempts.every(({ startedAtMs }) => startedAtMs < lastMs);

const buildScenarios = (schedule: AttackSchedule): GeneratedAttacks[] => {
    const attacks = ATTACKS.flatMap(({ kind, build }) =>
        ATTACK_STRENGTHS.map((strength) => ({ kind, build, strength })),
    );
    return attacks.map(({ kind, build, strength }, number) => {
        const context = contextFrom(schedule.attacksFromMs, schedule, SCENARIO_MS);
        const scenario = build(context, strength);
        if (!endsInside(schedule, scenario.attempts)) return { attempts: [], labels: [] };
        return {
            attempts: [...scenario.attempts, ...scenario.ordinaryAttempts],
            labels: [labelOf({ kind, strength, number }, context, scenario)],
        };
    });
};

const repeat = (count: number, make: () => readonly Attempt[]): readonly Attempt[] =>
    Array.from({ length: count }, make).flat();

const buildLookalikes = (schedule: AttackSchedule, { events }: GenerateOptions): readonly Attempt[] => [
    ...repeat(Math.ceil(events / EVENTS_PER_FORGOTTEN_PASSWORD), () => forgottenPassword(contextOnAnyDay(schedule))),
    ...repeat(Math.ceil(events / EVENTS_PER_OFFICE_MORNING), () => officeMorning(contextOnAnyDay(schedule))),
    ...newsletter(contextOnAnyDay(schedule)),
];

/** One attack of each kind and strength that fits into the days. The same options give the same attacks. */
export const generateAttacks = (options: GenerateOptions): GeneratedAttacks => {
    const schedule = attackScheduleOf(options);
    const scenarios = buildScenarios(schedule);
    const lookalikes = buildLookalikes(schedule, options).filter((attempt) => endsInside(schedule, [attempt]));
    return {
        attempts: [...scenarios.flatMap(({ attempts }) => attempts), ...lookalikes],
        labels: scenarios.flatMap(({ labels }) => labels),
    };
};
