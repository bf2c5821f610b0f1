/** Checks whether Lake Formation keeps the streams and the analysts from the tables. */
import type { DataLakeSettings, PrincipalPermissions } from '@aws-sdk/client-lakeformation';
import { lakeFormationCalls } from '../account/lake-formation-calls.ts';
import { toProblem, toStackChecks, toUnknown, type StackCheck, type StackProblem } from './stack-check.ts';
import type { DoctorContext } from './doctor-context.ts';

/** The group of everyone whom IAM allows: docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html. */
const ALLOWED_BY_IAM = 'IAM_ALLOWED_PRINCIPALS';

const includesIam = (defaults: readonly PrincipalPermissions[]): boolean =>
    defaults.some(({ Principal }) => Principal?.DataLakePrincipalIdentifier === ALLOWED_BY_IAM);

/** A role without its path: the ARN of a session has none. */
const principalOf = (arn: string): string => {
    const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1] ?? /:role\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
    return role === undefined ? arn : `${arn.split(':')[4]} ${role}`;
};

/** Whether two ARNs are the same principal: a user, or a role and its session. */
export const isSamePrincipal = (one: string, other: string): boolean => principalOf(one) === principalOf(other);

const isAdministrator = ({ DataLakeAdmins = [] }: DataLakeSettings, caller: string): boolean =>
    DataLakeAdmins.some(({ DataLakePrincipalIdentifier = '' }) => isSamePrincipal(DataLakePrincipalIdentifier, caller));

const defaultProblems = (found: DataLakeSettings): readonly StackProblem[] => {
    const { CreateDatabaseDefaultPermissions: databases, CreateTableDefaultPermissions: tables } = found;
    if (databases === undefined || tables === undefined) return toUnknown('its default permissions');
    return includesIam(databases) && includesIam(tables)
        ? []
        : toProblem(
              `does not give new tables to ${ALLOWED_BY_IAM}: streams, the report and analysts cannot read them`,
              'Set lakeFormation: true in lake.config.yml, list the roles of your analysts in analystRoles, and ' +
                  'deploy as a data lake administrator.',
          );
};

/** Who grants must be an administrator, whatever the defaults are. `deployer` is null after a deployment. */
const administratorProblems = (found: DataLakeSettings, deployer: string | null): readonly StackProblem[] =>
    deployer === null || isAdministrator(found, deployer)
        ? []
        : toProblem(
              `${deployer} is not a data lake administrator, and can't grant permissions on the tables`,
              'Add the principal that deploys (with a CloudFormation role: that role) to the data lake ' +
                  'administrators in the console of Lake Formation.',
          );

export const lakeFormationChecks = async (
    context: DoctorContext,
    deployer: string | null,
): Promise<readonly StackCheck[]> => {
    const isGranting = context.config.lakeFormation === true;
    const calls = await lakeFormationCalls(context.clientOptions);
    return toStackChecks({ part: 'Lake Formation', name: context.names.database }, await calls.settings(), {
        passedMessage: isGranting ? 'the stack grants permissions on its tables' : 'leaves new tables to IAM',
        fixIfMissing: '',
        findProblems: (found) => (isGranting ? administratorProblems(found, deployer) : defaultProblems(found)),
    });
};
