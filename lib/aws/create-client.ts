/** Creates AWS clients: timeouts, retries, region and endpoint. Profile and credentials come from the SDK. */
import type { STSClientConfig as StsClientConfig } from '@aws-sdk/client-sts';

/** Short enough that an unavailable service is reported while others are still called. The SDK retries it. */
const RESPONSE_TIMEOUT_MS = 20_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** More than the requests that any command has in flight. */
const MAX_SOCKETS = 32;

type Credentials = NonNullable<StsClientConfig['credentials']>;

export type ClientOptions = {
    /** Default: the region of the environment or the profile. */
    readonly region?: string | undefined;
    /** Default: those that the SDK finds in the environment or the profile. */
    readonly credentials?: Credentials | undefined;
    /** A socket idle for this long counts as unavailable. */
    readonly responseTimeoutMs?: number;
    /** Attempts per call, unless AWS_MAX_ATTEMPTS says otherwise. Default: the SDK's 3. */
    readonly maxAttempts?: number;
    /** One attempt per call, because the caller retries: it has to see every throttling. */
    readonly isRetriedByCaller?: boolean;
};

/** The part of a client's configuration that every client of the SDK has. */
type ClientConfig = {
    readonly region?: string;
    readonly credentials?: Credentials;
    readonly maxAttempts?: number;
    readonly requestHandler: {
        readonly socketTimeout: number;
        readonly connectionTimeout: number;
        readonly httpAgent: { readonly maxSockets: number };
        readonly httpsAgent: { readonly maxSockets: number };
    };
};

/** Silences the SDK's warning about future Node versions: the pinned SDK runs on every Node version we support. */
const silenceSdk = (): void => {
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
};

const attemptsOf = ({ maxAttempts, isRetriedByCaller = false }: ClientOptions): { maxAttempts?: number } => {
    if (isRetriedByCaller) return { maxAttempts: 1 };
    return maxAttempts === undefined || process.env['AWS_MAX_ATTEMPTS'] !== undefined ? {} : { maxAttempts };
};

/** S3-compatible servers have no host name per bucket. */
export const hasCustomEndpoint = (): boolean =>
    Boolean(process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL']);

/**
 * Creates a client of the SDK.
 *
 * @param Client its class, imported by the caller when it is needed: loading the SDK is slow
 * @param extra settings of this service alone
 */
export const createClient = <Client, Extra extends object>(
    Client: new (config: ClientConfig & Extra) => Client,
    options: ClientOptions,
    extra: Extra,
): Client => {
    silenceSdk();
    const { region, credentials, responseTimeoutMs = RESPONSE_TIMEOUT_MS } = options;
    return new Client({
        ...(region === undefined ? {} : { region }),
        ...(credentials === undefined ? {} : { credentials }),
        ...attemptsOf(options),
        requestHandler: {
            socketTimeout: responseTimeoutMs,
            connectionTimeout: Math.min(CONNECT_TIMEOUT_MS, responseTimeoutMs),
            httpAgent: { maxSockets: MAX_SOCKETS },
            httpsAgent: { maxSockets: MAX_SOCKETS },
        },
        ...extra,
    });
};
