/** Checks the functions: state, environment variables, errors and event source. */
import type { EventSourceMappingConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { functionMetric } from '../alarms/metric.ts';
import { alarmCalls, type AlarmCalls } from '../account/alarm-calls.ts';
import { functionCalls, type FunctionCalls } from '../account/function-calls.ts';
import { importEnvironment, reportEnvironment, transformEnvironment } from '../config/function-environment.ts';
import { arnIn } from '../config/stack-names.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { toStackChecks, toUnknown, toProblem, type StackCheck, type StackProblem } from './stack-check.ts';
import { awsCommand, quoteJson, redeployFix, type StackChecker, type DoctorContext } from './doctor-context.ts';
import { DAY_MS } from '../../basics/days.ts';

type ExpectedEnvironment = Readonly<Record<string, string>>;

type FunctionCheckCalls = { readonly functions: FunctionCalls; readonly alarms: AlarmCalls };

/** State Inactive is fine: Lambda reclaims idle functions and restores them on the next call. */
const stateProblems = ({
    State,
    StateReason,
    LastUpdateStatus,
    LastUpdateStatusReason,
}: FunctionConfiguration): readonly StackProblem[] => [
    ...(State === 'Failed'
        ? toProblem(
              `can't run: ${StateReason ?? State}`,
              'Check it in the console. npx serverless deploy --force uploads it again.',
          )
        : []),
    ...(LastUpdateStatus === 'Failed'
        ? toProblem(
              `its last update failed: ${LastUpdateStatusReason ?? LastUpdateStatus}`,
              'npx serverless deploy --force uploads it again.',
          )
        : []),
];

/** Ignores additional variables. */
const environmentProblems = (
    context: DoctorContext,
    name: string,
    found: FunctionConfiguration,
    expected: ExpectedEnvironment,
): readonly StackProblem[] => {
    const variables = found.Environment?.Variables ?? {};
    const different = Object.entries(expected).filter(([key, value]) => variables[key] !== value);
    if (different.length === 0) return [];
    const differences = different.map(([key, value]) => {
        const actual = variables[key];
        return `${key} is ${actual === undefined ? 'not set' : JSON.stringify(actual)}, not ${JSON.stringify(value)}`;
    });
    return toProblem(
        `has changed environment variables: ${differences.join('; ')}`,
        awsCommand(
            context,
            `lambda update-function-configuration --function-name ${name} ` +
                `--environment ${quoteJson({ Variables: { ...variables, ...expected } })}`,
        ),
    );
};

const ERROR_DAYS_BACK = 2;

const functionErrorProblems = (context: DoctorContext, name: string, count: number | null): readonly StackProblem[] => {
    if (count === null) return toUnknown('its errors');
    return count === 0
        ? []
        : toProblem(
              `failed ${count} times in the last ${ERROR_DAYS_BACK} days`,
              awsCommand(context, `logs tail /aws/lambda/${name} --since ${ERROR_DAYS_BACK}d --filter-pattern ERROR`),
          );
};

const functionErrorChecks = async (
    { alarms }: FunctionCheckCalls,
    context: DoctorContext,
    name: string,
): Promise<readonly StackCheck[]> =>
    toStackChecks(
        { part: 'function’s errors', name },
        await alarms.sum(
            functionMetric('Errors', name, 'Sum'),
            context.nowMs - ERROR_DAYS_BACK * DAY_MS,
            context.nowMs,
        ),
        {
            passedMessage: `none in the last ${ERROR_DAYS_BACK} days`,
            fixIfMissing: redeployFix(context),
            findProblems: (count) => functionErrorProblems(context, name, count),
        },
    );

const configurationChecks = async (
    { functions }: FunctionCheckCalls,
    context: DoctorContext,
    name: string,
    expected: ExpectedEnvironment,
): Promise<readonly StackCheck[]> =>
    toStackChecks({ part: 'function', name }, await functions.configuration(name), {
        passedMessage: ({ State = 'exists', Runtime }) =>
            `${State.toLowerCase()}, ${Runtime ?? 'unknown runtime'}, environment as configured`,
        fixIfMissing: redeployFix(context),
        findProblems: (found) => [...stateProblems(found), ...environmentProblems(context, name, found, expected)],
    });

const checkFunction = async (
    calls: FunctionCheckCalls,
    context: DoctorContext,
    name: string,
    expected: ExpectedEnvironment,
): Promise<readonly StackCheck[]> =>
    (
        await Promise.all([
            configurationChecks(calls, context, name, expected),
            functionErrorChecks(calls, context, name),
        ])
    ).flat();

const PARTIAL_BATCH_RESPONSE = 'ReportBatchItemFailures';
const DISABLED_STATES: ReadonlySet<string> = new Set(['Disabled', 'Disabling']);

const eventSourceProblems = (
    context: DoctorContext,
    queueArn: string,
    sources: readonly EventSourceMappingConfiguration[],
): readonly StackProblem[] => {
    const found = sources.find(({ EventSourceArn }) => EventSourceArn === queueArn);
    const { importFunction } = context.names;
    if (found === undefined) {
        return toProblem(
            'has no event source mapping for the queue',
            awsCommand(
                context,
                `lambda create-event-source-mapping --function-name ${importFunction} --event-source-arn ${queueArn} ` +
                    '--batch-size 1 --scaling-config MaximumConcurrency=2 ' +
                    `--function-response-types ${PARTIAL_BATCH_RESPONSE}`,
            ),
        );
    }
    const { UUID = '', State = '', FunctionResponseTypes } = found;
    return [
        ...(DISABLED_STATES.has(State)
            ? toProblem(
                  'is disabled: exported objects wait in the queue',
                  awsCommand(context, `lambda update-event-source-mapping --uuid ${UUID} --enabled`),
              )
            : []),
        ...(FunctionResponseTypes === undefined ? toUnknown('its response types') : []),
        ...(FunctionResponseTypes === undefined || FunctionResponseTypes.includes(PARTIAL_BATCH_RESPONSE)
            ? []
            : toProblem(
                  `lacks the response type ${PARTIAL_BATCH_RESPONSE}: one bad object blocks the others`,
                  awsCommand(
                      context,
                      `lambda update-event-source-mapping --uuid ${UUID} ` +
                          `--function-response-types ${PARTIAL_BATCH_RESPONSE}`,
                  ),
              )),
    ];
};

const importChecks = async (calls: FunctionCheckCalls, context: DoctorContext): Promise<readonly StackCheck[]> => {
    const { importFunction, importQueue } = context.names;
    const queueArn = arnIn(context.location)('sqs', importQueue);
    const [checks, sources] = await Promise.all([
        checkFunction(calls, context, importFunction, importEnvironment(context.names)),
        calls.functions.sources(importFunction),
    ]);
    return [
        ...checks,
        ...toStackChecks({ part: 'event source', name: importFunction }, sources, {
            passedMessage: 'receives the messages of the queue',
            fixIfMissing: redeployFix(context),
            findProblems: (found) => eventSourceProblems(context, queueArn, found),
        }),
    ];
};

export const functionsChecks: StackChecker = async (context) => {
    const [functions, alarms] = await Promise.all([
        functionCalls(context.clientOptions),
        alarmCalls(context.clientOptions),
    ]);
    const [calls, { config, names, location }] = [{ functions, alarms }, context];
    const all = [
        checkFunction(calls, context, names.transformFunction, transformEnvironment(config, names)),
        ...(isAnySentTo(config, 'user_activity', 's3') ? [importChecks(calls, context)] : []),
        ...(config.report === undefined
            ? []
            : [checkFunction(calls, context, names.reportFunction, reportEnvironment(names, location))]),
    ];
    return (await Promise.all(all)).flat();
};
