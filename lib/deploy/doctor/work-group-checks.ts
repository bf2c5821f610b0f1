/** Checks the workgroup and its named queries. */
import type { NamedQuery, ResultConfiguration, WorkGroup } from '@aws-sdk/client-athena';
import { workGroupCalls } from '../account/work-group-calls.ts';
import { RESULTS_PREFIX, workGroupConfiguration } from '../glue/work-group.ts';
import { readCatalogue } from '../../query/catalogue.ts';
import { renderQuery } from '../../query/render-query.ts';
import { toStackChecks, toUnknown, toProblem, type StackProblem } from './stack-check.ts';
import {
    awsCommand,
    deployCommand,
    quoteJson,
    redeployFix,
    type StackChecker,
    type DoctorContext,
} from './doctor-context.ts';

const expectedConfiguration = ({ config, names, location }: DoctorContext) =>
    workGroupConfiguration(config, {
        resultsLocation: `s3://${names.lakeBucket}/${RESULTS_PREFIX}`,
        account: location.account,
    });

const resetWorkGroupFix = (context: DoctorContext): string => {
    const { ResultConfiguration, ...rest } = expectedConfiguration(context);
    return awsCommand(
        context,
        `athena update-work-group --work-group ${context.names.workGroup} ` +
            `--configuration-updates ${quoteJson({ ...rest, ResultConfigurationUpdates: ResultConfiguration })}`,
    );
};

/** A missing engine version passes: a response may omit defaults. */
const workGroupProblems = (
    context: DoctorContext,
    { State, Configuration }: Partial<WorkGroup>,
): readonly StackProblem[] => {
    if (Configuration === undefined) return toUnknown('its configuration');
    const expected = expectedConfiguration(context);
    const fix = resetWorkGroupFix(context);
    const results: ResultConfiguration = Configuration.ResultConfiguration ?? {};
    const engine = Configuration.EngineVersion?.SelectedEngineVersion;
    const cutOff = Configuration.BytesScannedCutoffPerQuery;
    return [
        ...(State === 'DISABLED'
            ? toProblem(
                  'is disabled',
                  awsCommand(
                      context,
                      `athena update-work-group --work-group ${context.names.workGroup} --state ENABLED`,
                  ),
              )
            : []),
        ...(Configuration.EnforceWorkGroupConfiguration === true
            ? []
            : toProblem('is not enforced: clients may choose other limits and another results location', fix)),
        ...(cutOff === expected.BytesScannedCutoffPerQuery
            ? []
            : toProblem(
                  `has a scan limit of ${cutOff ?? 'no'} bytes, not ${expected.BytesScannedCutoffPerQuery}`,
                  fix,
              )),
        ...(results.OutputLocation === expected.ResultConfiguration.OutputLocation
            ? []
            : toProblem(
                  `writes results to ${results.OutputLocation ?? 'no location'}, ` +
                      `not to ${expected.ResultConfiguration.OutputLocation}`,
                  fix,
              )),
        ...(results.EncryptionConfiguration?.EncryptionOption ===
        expected.ResultConfiguration.EncryptionConfiguration.EncryptionOption
            ? []
            : toProblem('does not encrypt results as configured', fix)),
        ...(engine === undefined || engine === expected.EngineVersion.SelectedEngineVersion
            ? []
            : toProblem(`runs on ${engine}, not ${expected.EngineVersion.SelectedEngineVersion}`, fix)),
    ];
};

const MAX_LISTED = 3;
const listSome = (names: readonly string[]): string => {
    const more = names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : '';
    return `${names.slice(0, MAX_LISTED).join(', ')}${more}`;
};

const namedQueryProblems = (context: DoctorContext, found: readonly NamedQuery[]): readonly StackProblem[] => {
    const texts = new Map(found.map(({ Name, QueryString }) => [Name, QueryString]));
    const catalogue = readCatalogue();
    const missing = catalogue.filter(({ name }) => !texts.has(name)).map(({ name }) => name);
    const changed = catalogue
        .filter((query) => texts.has(query.name) && texts.get(query.name) !== renderQuery(query))
        .map(({ name }) => name);
    const update = awsCommand(context, 'athena update-named-query');
    const fix =
        `If this checkout is newer than the deployment: ${deployCommand(context)}. ` +
        `If a query was changed by hand: ${update}, or create-named-query, with the text of athena/queries.`;
    return [
        ...(missing.length === 0
            ? []
            : toProblem(`lacks ${missing.length} of ${catalogue.length}: ${listSome(missing)}`, fix)),
        ...(changed.length === 0
            ? []
            : toProblem(
                  `${changed.length} of ${catalogue.length} differ from athena/queries: ${listSome(changed)}`,
                  fix,
              )),
    ];
};

export const workGroupChecks: StackChecker = async (context) => {
    const calls = await workGroupCalls(context.clientOptions);
    const name = context.names.workGroup;
    const [workGroup, queries] = await Promise.all([calls.workGroup(name), calls.namedQueries(name)]);
    return [
        ...toStackChecks({ part: 'workgroup', name }, workGroup, {
            passedMessage: 'enforced, with scan limit and results location',
            fixIfMissing: redeployFix(context),
            findProblems: (found) => workGroupProblems(context, found),
        }),
        ...(workGroup.kind === 'missing'
            ? []
            : toStackChecks({ part: 'named queries', name }, queries, {
                  passedMessage: (found) => `${found.length}, match athena/queries`,
                  fixIfMissing: redeployFix(context),
                  findProblems: (found) => namedQueryProblems(context, found),
              })),
    ];
};
