/** Asks the account, live, whether every part of the stack is there and right, in the order of the data. */
import { clientSettings } from '../../aws/client-settings.ts';
import { whoseAccount } from '../account/whose-account.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import { stackNames } from '../config/stack-names.ts';
import { placeOfStack } from '../plan/plan.ts';
import { alarmChecks } from './alarm-checks.ts';
import { isGone, type Check, type CheckState } from './check.ts';
import { exportChecks } from './export-checks.ts';
import { functionsChecks } from './function-checks.ts';
import { lakeChecks } from './lake-checks.ts';
import { logGroupChecks } from './log-group-checks.ts';
import { poolChecks } from './pool-checks.ts';
import { questionChecks } from './question-checks.ts';
import { reportChecks } from './report-checks.ts';
import type { Scope } from './scope.ts';
import { streamChecks } from './stream-checks.ts';
import { tableChecks } from './table-checks.ts';

const ROOMS = [
    poolChecks,
    logGroupChecks,
    exportChecks,
    functionsChecks,
    streamChecks,
    lakeChecks,
    tableChecks,
    questionChecks,
    reportChecks,
    alarmChecks,
] as const;

export type Diagnosis = {
    readonly stack: string;
    readonly region: string;
    readonly account: string;
    /** Whose credentials asked. */
    readonly caller: string;
    readonly counts: Readonly<Record<CheckState, number>>;
    readonly checks: readonly Check[];
};

/** Parts that every stack has. */
const EVERY_STACK: ReadonlySet<string> = new Set(['stream', 'database', 'workgroup', 'lake bucket']);

/** Where none of them is there, one line says it all. */
const notDeployed = ({ place, names }: Scope, checks: readonly Check[]): readonly Check[] => {
    const parts = checks.filter(({ part }) => EVERY_STACK.has(part));
    if (!parts.every(isGone)) return checks;
    const fix = `npx serverless deploy --stage ${place.stage}; where it is deployed, look at AWS_PROFILE, --stage and the settings: this is the account ${place.account}.`;
    return [
        { state: 'wrong', part: 'stack', name: names.prefix, found: `is not deployed to ${place.region}`, fix },
        ...checks.filter(({ part }) => part === 'user pool'),
    ];
};

const countOf = (checks: readonly Check[], state: CheckState): number =>
    checks.filter((check) => check.state === state).length;

/** The diagnosis of a stage. Throws a Complaint where the account can't be asked at all. */
export const doctor = async (config: LakeConfig, stage: string, nowMs: number): Promise<Diagnosis> => {
    const unplaced = placeOfStack(config, stage, null);
    const client = clientSettings(unplaced.region);
    const { account, caller } = await whoseAccount(client);
    const place = { ...unplaced, account };
    const scope: Scope = { config, names: stackNames(config, place), place, client, nowMs };
    const checks = notDeployed(scope, (await Promise.all(ROOMS.map(async (room) => room(scope)))).flat());
    return {
        stack: scope.names.prefix,
        region: place.region,
        account,
        caller,
        counts: { fine: countOf(checks, 'fine'), wrong: countOf(checks, 'wrong'), unknown: countOf(checks, 'unknown') },
        checks,
    };
};
