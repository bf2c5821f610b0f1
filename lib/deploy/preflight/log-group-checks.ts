/** Checks before a deployment that its log groups do not exist yet. */
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { logCalls } from '../account/log-calls.ts';
import { mapFound, type LookupResult } from '../account/look-up-resource.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { awsCommand } from '../doctor/doctor-context.ts';
import { toStackChecks } from '../doctor/stack-check.ts';
import { conflict, isOwn, type PreflightChecker, type PreflightContext } from './preflight-context.ts';

/** The framework creates the log groups of functions: a function that runs after its removal creates its group anew. */
const logGroupNames = ({ config, names }: PreflightContext): readonly string[] => [
    ...TABLE_NAMES.filter((table) => isAnySentTo(config, table, 'cloudwatch')).map(
        (table) => names.exportLogGroups[table],
    ),
    ...TABLE_NAMES.map((table) => names.streamLogGroups[table]),
    ...[
        names.transformFunction,
        ...(isAnySentTo(config, 'user_activity', 's3') ? [names.importFunction] : []),
        ...(config.report === undefined ? [] : [names.reportFunction]),
    ].map((name) => `/aws/lambda/${name}`),
];

const toPresence = (result: LookupResult<unknown>): LookupResult<boolean> =>
    result.kind === 'missing' ? { kind: 'found', value: false } : mapFound(result, () => true);

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
    return (await Promise.all(checks)).flat();
};
