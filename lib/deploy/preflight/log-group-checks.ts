/** Checks before a deployment that new log groups do not exist yet, and that existing ones in the config do. */
import { basename } from 'node:path';
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { logCalls, type LogCalls } from '../account/log-calls.ts';
import { mapFound, type LookupResult } from '../account/look-up-resource.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { awsCommand, lakeCommand } from '../doctor/doctor-context.ts';
import { toProblem, toStackChecks, type StackCheck, type StackProblem } from '../doctor/stack-check.ts';
import { conflict, isOwn, type PreflightChecker, type PreflightContext } from './preflight-context.ts';

/** The framework creates the log groups of functions: a function that runs after its removal creates its group anew. */
const logGroupNames = ({ config, names }: PreflightContext): readonly string[] => [
    ...TABLE_NAMES.map((table) => names.streamLogGroups[table]),
    ...[
        names.transformFunction,
        ...(isAnySentTo(config, 'user_activity', 's3') ? [names.importFunction] : []),
        ...(config.report === undefined ? [] : [names.reportFunction]),
    ].map((name) => `/aws/lambda/${name}`),
];

const toPresence = (result: LookupResult<unknown>): LookupResult<boolean> =>
    result.kind === 'missing' ? { kind: 'found', value: false } : mapFound(result, () => true);

const exportLogGroupNames = ({ config, names }: PreflightContext): readonly string[] =>
    TABLE_NAMES.filter((table) => isAnySentTo(config, table, 'cloudwatch')).map(
        (table) => names.exportLogGroups[table],
    );

const exportProblems = (context: PreflightContext, name: string, exists: boolean): readonly StackProblem[] => {
    const file = basename(context.configPath);
    if (context.config.existingExportLogGroups === true)
        return exists
            ? []
            : toProblem(
                  `does not exist, but ${file} has existingExportLogGroups: true`,
                  lakeCommand(context, 'apply --log-groups'),
              );
    return exists
        ? conflict(
              isOwn(context, 'AWS::Logs::LogGroup', name),
              'already exists: `serverless remove`, or a deployment with another destination for a pool, keeps it and ' +
                  'its events',
              `To use it, add this line to ${file} and deploy again: existingExportLogGroups: true`,
          )
        : [];
};

const exportLogGroupChecks = async (context: PreflightContext, calls: LogCalls): Promise<readonly StackCheck[]> => {
    const checks = exportLogGroupNames(context).map(async (name) =>
        toStackChecks({ part: 'log group', name }, toPresence(await calls.group(name)), {
            passedMessage: (exists) => (exists ? 'exists' : 'does not exist yet'),
            fixIfMissing: '',
            findProblems: (exists) => exportProblems(context, name, exists),
        }),
    );
    return (await Promise.all(checks)).flat();
};

export const logGroupChecks: PreflightChecker = async (context) => {
    const calls = await logCalls(context.clientOptions);
    const checks = logGroupNames(context).map(async (name) =>
        toStackChecks({ part: 'log group', name }, toPresence(await calls.group(name)), {
            passedMessage: (exists) => (exists ? 'is of this stack' : 'does not exist yet'),
            fixIfMissing: '',
            findProblems: (exists) =>
                exists
                    ? conflict(
                          isOwn(context, 'AWS::Logs::LogGroup', name),
                          'already exists: the deployment would fail',
                          `Save what you need of it, then: ${awsCommand(context, `logs delete-log-group --log-group-name ${name}`)}`,
                      )
                    : [],
        }),
    );
    return [...(await exportLogGroupChecks(context, calls)), ...(await Promise.all(checks)).flat()];
};
