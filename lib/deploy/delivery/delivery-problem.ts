/** A problem of a log delivery request, with the message of AWS and a fix. */
import type { LogConfiguration } from './log-configuration.ts';

/** The input of SetLogDeliveryConfiguration. */
export type DeliveryRequest = { readonly UserPoolId: string; readonly LogConfigurations: readonly LogConfiguration[] };

/** Facts about the account that the rules need; null is unknown. */
export type AccountFacts = {
    readonly account: string | null;
    /** LITE, ESSENTIALS or PLUS. */
    readonly tier: string | null;
    /** OFF, AUDIT or ENFORCED. */
    readonly threatProtection: string | null;
    /** Whether the log group in the request is encrypted with a KMS key. */
    readonly isLogGroupEncrypted: boolean | null;
    /** Whether the log groups in the request have a policy that lets the delivery service write. */
    readonly hasLogGroupPolicy: boolean | null;
    /** How many resource policies the account has in the region. Those on a log group are not counted. */
    readonly resourcePolicies: number | null;
};

export const NO_ACCOUNT_FACTS: AccountFacts = {
    account: null,
    tier: null,
    threatProtection: null,
    isLogGroupEncrypted: null,
    hasLogGroupPolicy: null,
    resourcePolicies: null,
};

/** `error`: AWS rejects the request. `warning`: logs may not arrive, or AWS does not document what happens. */
export type DeliveryProblem = {
    readonly severity: 'error' | 'warning';
    readonly user_pool_id: string;
    /** The part of the request that has the problem. */
    readonly location: string;
    /** The exception of AWS; null if it throws none. */
    readonly exception: string | null;
    /** The message of AWS, from its API or documentation; null if unknown. */
    readonly aws_message: string | null;
    readonly fix: string;
};

export type DeliveryRule = (request: DeliveryRequest, facts: AccountFacts) => readonly DeliveryProblem[];

export const INVALID_PARAMETER = 'InvalidParameterException';
