/** What AWS would refuse, in its own words, and what to do about it. */
import type { LogConfiguration } from './log-configuration.ts';

/** The input of SetLogDeliveryConfiguration. */
export type DeliveryRequest = { readonly UserPoolId: string; readonly LogConfigurations: readonly LogConfiguration[] };

/** What is known of the account beside the request; null is not known. */
export type Known = {
    readonly account: string | null;
    /** LITE, ESSENTIALS or PLUS. */
    readonly tier: string | null;
    /** OFF, AUDIT or ENFORCED. */
    readonly threatProtection: string | null;
    /** Whether the log group that the request names is encrypted with a key of KMS. */
    readonly isLogGroupEncrypted: boolean | null;
    /** How many resource policies CloudWatch Logs has in the region. */
    readonly resourcePolicies: number | null;
};

export const NOTHING_KNOWN: Known = {
    account: null,
    tier: null,
    threatProtection: null,
    isLogGroupEncrypted: null,
    resourcePolicies: null,
};

/** `refused`: AWS takes none of the request. `doubtful`: it may take it, and nothing would come, or it is not said. */
export type Refusal = {
    readonly severity: 'refused' | 'doubtful';
    readonly user_pool_id: string;
    /** What of the request it is about. */
    readonly at: string;
    /** The exception; null where none is thrown. */
    readonly error: string | null;
    /** AWS's words, of its API or of its documentation; null where they are not known. */
    readonly says: string | null;
    readonly next: string;
};

export type Rule = (request: DeliveryRequest, known: Known) => readonly Refusal[];

export const INVALID = 'InvalidParameterException';
