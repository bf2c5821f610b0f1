/** Makes the client of S3, from the environment and profile as every AWS tool takes them. */
import type { S3Client } from '@aws-sdk/client-s3';

/** Nothing sent and nothing received for so long is a server that has stopped answering; the SDK then tries again, three times in all. */
const SILENT_AFTER_MS = 20_000;
const CONNECT_WITHIN_MS = 10_000;

/** Connections at a time: more than any command has on their way. */
const MAX_SOCKETS = 32;

/** A server of one's own has no host name for each bucket. */
const isOwnServer = (): boolean => Boolean(process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL']);

/** The version in package.json runs on every Node that is supported: what the SDK says of later ones is no news to who runs a command. */
export const silenceSdk = (): void => {
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
};

/** What is set otherwise: the time by a test, the region where the account's parts say it. */
export type S3Settings = { readonly silentAfterMs?: number; readonly region?: string };

/** The client. The SDK is loaded here and not before: commands on local files don't wait for it. */
export const s3Client = async ({ silentAfterMs = SILENT_AFTER_MS, region }: S3Settings = {}): Promise<S3Client> => {
    silenceSdk();
    const { S3Client: Client } = await import('@aws-sdk/client-s3');
    return new Client({
        ...(region === undefined ? {} : { region }),
        forcePathStyle: isOwnServer(),
        followRegionRedirects: true,
        requestHandler: {
            socketTimeout: silentAfterMs,
            connectionTimeout: Math.min(CONNECT_WITHIN_MS, silentAfterMs),
            httpsAgent: { maxSockets: MAX_SOCKETS },
            httpAgent: { maxSockets: MAX_SOCKETS },
        },
    });
};
