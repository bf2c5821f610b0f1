/** The Athena workgroup, and every query of athena/queries as a named query. */
import { RESULTS_PREFIX, workGroupConfiguration } from '../lib/deploy/glue/work-group.ts';
import { renderQuery } from '../lib/query/render-query.ts';
import type { Blueprint } from './blueprint.ts';
import { logicalId, ref, sub, type Resource, type Resources } from './resource.ts';
import { DATABASE } from './tables.ts';

const WORK_GROUP = 'WorkGroup';
/** docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html. */
const MAX_DESCRIPTION_CHARACTERS = 1024;

const workGroup = ({ config, names }: Blueprint): Resource => ({
    Type: 'AWS::Athena::WorkGroup',
    Properties: {
        Name: names.workGroup,
        Description: 'Queries on the logs of Cognito user pools',
        // Without it, a workgroup that has ever run a query can't be removed.
        RecursiveDeleteOption: true,
        WorkGroupConfiguration: workGroupConfiguration<unknown>(config, {
            resultsLocation: sub(`s3://${names.lakeBucket}/${RESULTS_PREFIX}`),
            account: sub('${AWS::AccountId}'),
        }),
    },
});

/** The workgroup and the named queries, with the default values of their parameters. */
export const workGroupResources = (blueprint: Blueprint): Resources => ({
    [WORK_GROUP]: workGroup(blueprint),
    ...Object.fromEntries(
        blueprint.queries.map((query): [string, Resource] => [
            `Query${logicalId(query.name)}`,
            {
                Type: 'AWS::Athena::NamedQuery',
                Properties: {
                    Name: query.name,
                    Description: `${query.title}. ${query.description}`.slice(0, MAX_DESCRIPTION_CHARACTERS),
                    Database: ref(DATABASE),
                    WorkGroup: ref(WORK_GROUP),
                    QueryString: renderQuery(query),
                },
            },
        ]),
    ),
});
