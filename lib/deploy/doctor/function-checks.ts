/** Checks of the functions: that they can run, and know what they need. */
import type { EventSourceMappingConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { alarmCalls, type AlarmCalls } from '../account/alarm-calls.ts';
import { functionCalls, type FunctionCalls } from '../account/function-calls.ts';
import { importEnvironment, reportEnvironment, transformEnvironment } from '../config/function-environment.ts';
import { arnIn } from '../config/stack-names.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { judged, untold, wrong, type Check, type Finding } from './check.ts';
import { aws, quoted, remake, type Room, type Scope } from './scope.ts';

type Environment = Readonly<Record<string, string>>;

type Calls = { readonly functions: FunctionCalls; readonly alarms: AlarmCalls };

/** Lambda puts a function to sleep that nobody calls, and wakes it: Inactive is well. */
const stateFindings = ({
    State,
    StateReason,
    LastUpdateStatus,
    LastUpdateStatusReason,
}: FunctionConfiguration): readonly Finding[] => [
    ...(State === 'Failed'
        ? wrong(
              `can't run: ${StateReason ?? State}`,
              'Look at it in the console; npx serverless deploy --force uploads it again.',
          )
        : []),
    ...(LastUpdateStatus === 'Failed'
        ? wrong(
              `its last update failed: ${LastUpdateStatusReason ?? LastUpdateStatus}`,
              'npx serverless deploy --force uploads it again.',
          )
        : []),
];

/** Variables that somebody has added are left alone. */
const environmentFindings = (
    scope: Scope,
    name: string,
    found: FunctionConfiguration,
    expected: Environment,
): readonly Finding[] => {
    const variables = found.Environment?.Variables ?? {};
    const different = Object.entries(expected).filter(([key, value]) => variables[key] !== value);
    if (different.length === 0) return [];
    const told = different.map(
        ([key, value]) =>
            `${key} is ${variables[key] === undefined ? 'not set' : JSON.stringify(variables[key])}, not ${JSON.stringify(value)}`,
    );
    return wrong(
        `its environment was changed: ${told.join('; ')}`,
        aws(
            scope,
            `lambda update-function-configuration --function-name ${name} --environment ${quoted({ Variables: { ...variables, ...expected } })}`,
        ),
    );
};

const DAY_MS = 86_400_000;
const ERROR_DAYS_BACK = 2;

/** Of errors the log has the reason. */
const errorFindings = (scope: Scope, name: string, count: number | null): readonly Finding[] => {
    if (count === null) return untold('its errors');
    return count === 0
        ? []
        : wrong(
              `failed ${count} times in the last ${ERROR_DAYS_BACK} days`,
              aws(scope, `logs tail /aws/lambda/${name} --since ${ERROR_DAYS_BACK}d --filter-pattern ERROR`),
          );
};

const errorChecks = async ({ alarms }: Calls, scope: Scope, name: string): Promise<readonly Check[]> =>
    judged(
        { part: 'function’s errors', name },
        await alarms.functionErrors(name, scope.nowMs - ERROR_DAYS_BACK * DAY_MS, scope.nowMs),
        {
            fine: `none in the last ${ERROR_DAYS_BACK} days`,
            gone: remake(scope),
            findings: (count) => errorFindings(scope, name, count),
        },
    );

const configurationChecks = async (
    { functions }: Calls,
    scope: Scope,
    name: string,
    expected: Environment,
): Promise<readonly Check[]> =>
    judged({ part: 'function', name }, await functions.configuration(name), {
        fine: ({ State = 'is there', Runtime }) =>
            `${State.toLowerCase()}, ${Runtime ?? 'runtime not told'}, with its environment`,
        gone: remake(scope),
        findings: (found) => [...stateFindings(found), ...environmentFindings(scope, name, found, expected)],
    });

const functionChecks = async (
    calls: Calls,
    scope: Scope,
    name: string,
    expected: Environment,
): Promise<readonly Check[]> =>
    (await Promise.all([configurationChecks(calls, scope, name, expected), errorChecks(calls, scope, name)])).flat();

const PARTIAL = 'ReportBatchItemFailures';
const OFF: ReadonlySet<string> = new Set(['Disabled', 'Disabling']);

const sourceFindings = (
    scope: Scope,
    queueArn: string,
    sources: readonly EventSourceMappingConfiguration[],
): readonly Finding[] => {
    const found = sources.find(({ EventSourceArn }) => EventSourceArn === queueArn);
    const { importFunction } = scope.names;
    if (found === undefined) {
        return wrong(
            'nothing hands the messages of the queue to it',
            aws(
                scope,
                `lambda create-event-source-mapping --function-name ${importFunction} --event-source-arn ${queueArn} --batch-size 1 --scaling-config MaximumConcurrency=2 --function-response-types ${PARTIAL}`,
            ),
        );
    }
    const { UUID = '', State = '', FunctionResponseTypes } = found;
    return [
        ...(OFF.has(State)
            ? wrong(
                  'is switched off: exported objects wait in the queue',
                  aws(scope, `lambda update-event-source-mapping --uuid ${UUID} --enabled`),
              )
            : []),
        ...(FunctionResponseTypes === undefined ? untold('its response types') : []),
        ...(FunctionResponseTypes === undefined || FunctionResponseTypes.includes(PARTIAL)
            ? []
            : wrong(
                  `does not report ${PARTIAL}: one bad object holds the others up`,
                  aws(scope, `lambda update-event-source-mapping --uuid ${UUID} --function-response-types ${PARTIAL}`),
              )),
    ];
};

const importChecks = async (calls: Calls, scope: Scope): Promise<readonly Check[]> => {
    const { importFunction, importQueue } = scope.names;
    const queueArn = arnIn(scope.place)('sqs', importQueue);
    const [checks, sources] = await Promise.all([
        functionChecks(calls, scope, importFunction, importEnvironment(scope.names)),
        calls.functions.sources(importFunction),
    ]);
    return [
        ...checks,
        ...judged({ part: 'event source', name: importFunction }, sources, {
            fine: 'takes the queue’s messages',
            gone: remake(scope),
            findings: (found) => sourceFindings(scope, queueArn, found),
        }),
    ];
};

export const functionsChecks: Room = async (scope) => {
    const [functions, alarms] = await Promise.all([functionCalls(scope.client), alarmCalls(scope.client)]);
    const [calls, { config, names, place }] = [{ functions, alarms }, scope];
    const all = [
        functionChecks(calls, scope, names.transformFunction, transformEnvironment(config, names)),
        ...(isAnySentTo(config, 'user_activity', 's3') ? [importChecks(calls, scope)] : []),
        ...(config.report === undefined
            ? []
            : [functionChecks(calls, scope, names.reportFunction, reportEnvironment(names, place))]),
    ];
    return (await Promise.all(all)).flat();
};
