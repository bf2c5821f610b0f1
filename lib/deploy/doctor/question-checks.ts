/** Checks of the workgroup and its named queries. */
import type { NamedQuery, ResultConfiguration, WorkGroup } from '@aws-sdk/client-athena';
import { questionCalls } from '../account/question-calls.ts';
import { RESULTS_PREFIX, workGroupConfiguration } from '../glue/work-group.ts';
import { readCatalogue } from '../../query/catalogue.ts';
import { renderQuery } from '../../query/render.ts';
import { judged, untold, wrong, type Finding } from './check.ts';
import { aws, quoted, remake, type Room, type Scope } from './scope.ts';

const expectedOf = ({ config, names, place }: Scope) =>
    workGroupConfiguration(config, {
        resultsLocation: `s3://${names.lakeBucket}/${RESULTS_PREFIX}`,
        account: place.account,
    });

const setBack = (scope: Scope): string => {
    const { ResultConfiguration, ...rest } = expectedOf(scope);
    return aws(
        scope,
        `athena update-work-group --work-group ${scope.names.workGroup} --configuration-updates ${quoted({ ...rest, ResultConfigurationUpdates: ResultConfiguration })}`,
    );
};

/** Beyond a version that is named, an answer may leave out what is at its default. */
const workGroupFindings = (scope: Scope, { State, Configuration }: Partial<WorkGroup>): readonly Finding[] => {
    if (Configuration === undefined) return untold('its configuration');
    const expected = expectedOf(scope);
    const fix = setBack(scope);
    const results: ResultConfiguration = Configuration.ResultConfiguration ?? {};
    const engine = Configuration.EngineVersion?.SelectedEngineVersion;
    const cutOff = Configuration.BytesScannedCutoffPerQuery;
    return [
        ...(State === 'DISABLED'
            ? wrong(
                  'is disabled',
                  aws(scope, `athena update-work-group --work-group ${scope.names.workGroup} --state ENABLED`),
              )
            : []),
        ...(Configuration.EnforceWorkGroupConfiguration === true
            ? []
            : wrong('is not enforced: a client may choose other limits, and another place for results', fix)),
        ...(cutOff === expected.BytesScannedCutoffPerQuery
            ? []
            : wrong(
                  `stops a query at ${cutOff ?? 'no number of'} bytes, not at ${expected.BytesScannedCutoffPerQuery}`,
                  fix,
              )),
        ...(results.OutputLocation === expected.ResultConfiguration.OutputLocation
            ? []
            : wrong(
                  `its results go to ${results.OutputLocation ?? 'no place of its own'}, not to ${expected.ResultConfiguration.OutputLocation}`,
                  fix,
              )),
        ...(results.EncryptionConfiguration?.EncryptionOption ===
        expected.ResultConfiguration.EncryptionConfiguration.EncryptionOption
            ? []
            : wrong('its results are not encrypted as the settings say', fix)),
        ...(engine === undefined || engine === expected.EngineVersion.SelectedEngineVersion
            ? []
            : wrong(`runs on ${engine}`, fix)),
    ];
};

const MAX_NAMED = 3;
const some = (names: readonly string[]): string =>
    `${names.slice(0, MAX_NAMED).join(', ')}${names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''}`;

const queryFindings = (scope: Scope, found: readonly NamedQuery[]): readonly Finding[] => {
    const texts = new Map(found.map(({ Name, QueryString }) => [Name, QueryString]));
    const catalogue = readCatalogue();
    const missing = catalogue.filter(({ name }) => !texts.has(name)).map(({ name }) => name);
    const other = catalogue
        .filter((query) => texts.has(query.name) && texts.get(query.name) !== renderQuery(query))
        .map(({ name }) => name);
    const fix = `Where this checkout is newer than what is deployed: npx serverless deploy --stage ${scope.place.stage}. What was changed by hand: ${aws(scope, 'athena update-named-query, or create-named-query')}, with the text of athena/queries.`;
    return [
        ...(missing.length === 0 ? [] : wrong(`lacks ${missing.length} of ${catalogue.length}: ${some(missing)}`, fix)),
        ...(other.length === 0
            ? []
            : wrong(`${other.length} of ${catalogue.length} have another text: ${some(other)}`, fix)),
    ];
};

export const questionChecks: Room = async (scope) => {
    const calls = await questionCalls(scope.client);
    const name = scope.names.workGroup;
    const [workGroup, queries] = await Promise.all([calls.workGroup(name), calls.namedQueries(name)]);
    return [
        ...judged({ part: 'workgroup', name }, workGroup, {
            fine: 'enforced, with its limit and its place for results',
            gone: remake(scope),
            findings: (found) => workGroupFindings(scope, found),
        }),
        ...(workGroup.kind === 'gone'
            ? []
            : judged({ part: 'named queries', name }, queries, {
                  fine: (found) => `${found.length}, as athena/queries has them`,
                  gone: remake(scope),
                  findings: (found) => queryFindings(scope, found),
              })),
    ];
};
