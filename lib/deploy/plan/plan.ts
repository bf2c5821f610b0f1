/** What settings, or a single request, come to: deliveries, parts, what AWS would refuse, who must be allowed what. */
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { KNOWN_EXCEPTIONS } from '../../../schemas/known-exceptions.ts';
import { permissions, type Permission } from '../account/permissions.ts';
import { regionOf, type LakeConfig, type Pool } from '../config/lake-config.ts';
import { arnIn, stackNames, type Place, type StackNames } from '../config/stack-names.ts';
import { partitionOf } from '../delivery/arn.ts';
import { DESTINATION_KINDS, placesOf } from '../delivery/destinations.ts';
import { logConfiguration, type Arns } from '../delivery/log-configuration.ts';
import type { DeliveryRequest, Known, Refusal } from '../delivery/refusal.ts';
import { refusals } from '../delivery/refusals.ts';
import { readCatalogue } from '../../query/catalogue.ts';
import { partitionWarnings } from './partition-warnings.ts';
import { stackParts, type Part } from './stack-parts.ts';

/** Stands for the account where none is given: a plan asks nobody. */
export const ANY_ACCOUNT = '000000000000';

export type Delivery = {
    readonly user_pool_id: string;
    readonly event_source: string;
    readonly log_level: string;
    readonly destination: string;
    readonly arn: string;
    /** `deploy`, `apply`, or whoever has set it up to now. */
    readonly set_by: string;
};

export type Plan = {
    /** The file and stage; null for a request by itself. */
    readonly settings: {
        readonly file: string;
        readonly is_example: boolean;
        readonly stage: string;
        readonly region: string;
        readonly account: string;
    } | null;
    readonly deliveries: readonly Delivery[];
    readonly parts: readonly Part[];
    readonly refusals: readonly Refusal[];
    readonly warnings: readonly string[];
    readonly permissions: readonly Permission[];
    /** The folder of the addresses and accounts that are vouched for. */
    readonly known_exceptions: string | null;
};

/** The ARNs of a place. */
export const arnsOf = (place: Place): Arns<string> => ({
    arn: arnIn(place),
    bucketArn: (name) => `arn:${place.partition}:s3:::${name}`,
});

/** What a pool is told as a whole. */
export const requestOf = (pool: Pool, names: StackNames, place: Place): DeliveryRequest => ({
    UserPoolId: pool.id,
    LogConfigurations: TABLE_NAMES.map((table) => logConfiguration(pool, table, names, arnsOf(place))).filter(
        (configuration) => configuration !== null,
    ),
});

const deliveriesOf = ({ UserPoolId, LogConfigurations }: DeliveryRequest, setBy: string): readonly Delivery[] =>
    LogConfigurations.flatMap((configuration) =>
        placesOf(configuration).map(({ kind, arn }) => ({
            user_pool_id: UserPoolId,
            event_source: configuration.EventSource,
            log_level: configuration.LogLevel,
            destination: kind,
            arn,
            set_by: setBy,
        })),
    );

const kindsOf = (deliveries: readonly Delivery[]) =>
    DESTINATION_KINDS.filter((kind) => deliveries.some(({ destination }) => destination === kind));

/** The plan of one request. */
export const planRequest = (request: DeliveryRequest, known: Known): Plan => {
    const deliveries = deliveriesOf(request, 'apply');
    return {
        settings: null,
        deliveries,
        parts: [],
        refusals: refusals(request, known),
        warnings: [],
        permissions: permissions(kindsOf(deliveries)),
        known_exceptions: null,
    };
};

export type PlanOf = { readonly file: string; readonly isExample: boolean; readonly stage: string };

/** What a stage's stack is called and where it is, in an account; one that is not known has a number that stands for it. */
export const placeOfStack = (config: LakeConfig, stage: string, account: string | null): Place => {
    const region = regionOf(config);
    return { stage, account: account ?? ANY_ACCOUNT, region, partition: partitionOf(region) };
};

const keyWarning = ({ encryption }: LakeConfig, { account }: Place): readonly string[] => {
    const owner = encryption.split(':')[4];
    if (owner === undefined || account === ANY_ACCOUNT || owner === account) return [];
    return [`The key ${encryption} is of the account ${owner}: its policy has to let the roles of ${account} use it.`];
};

/** The plan of a file of settings. */
export const planSettings = (config: LakeConfig, { file, isExample, stage }: PlanOf, known: Known): Plan => {
    const place = placeOfStack(config, stage, known.account);
    const names = stackNames(config, place);
    const requests = config.pools.map((pool) => ({ pool, request: requestOf(pool, names, place) }));
    const deliveries = requests.flatMap(({ pool, request }) =>
        deliveriesOf(request, pool.ours ? 'deploy' : 'apply, or who sets it'),
    );
    return {
        settings: { file, is_example: isExample, stage, region: place.region, account: place.account },
        deliveries,
        parts: stackParts(config, names, readCatalogue().length),
        refusals: requests.flatMap(({ request }) => refusals(request, known)),
        warnings: [...partitionWarnings(config), ...keyWarning(config, place)],
        permissions: permissions(kindsOf(deliveries)),
        known_exceptions: `s3://${names.lakeBucket}/${KNOWN_EXCEPTIONS}/`,
    };
};

/** Whether AWS would refuse any of it. */
export const isRefused = ({ refusals: found }: Plan): boolean => found.some(({ severity }) => severity === 'refused');
