/** Puts a lake of this machine where Trino finds it: its files on the S3 server, its tables and views in Glue, declared as the stack declares them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { glueKnownExceptions } from '../../lib/athena/glue-known-exceptions.ts';
import { glueTable } from '../../lib/athena/glue-table.ts';
import { glueView } from '../../lib/athena/glue-view.ts';
import { readViews } from '../../lib/athena/views.ts';
import { TABLE_NAMES } from '../../schemas/columns.ts';
import { KNOWN_EXCEPTIONS } from '../../schemas/known-exceptions.ts';
import { addressOf } from './trino.ts';

const BUCKET = 'lake';
const place = { region: 'us-east-1', credentials: { accessKeyId: 'testing', secretAccessKey: 'testingsecret' } };
const s3 = new S3Client({ ...place, endpoint: addressOf('S3_URL'), forcePathStyle: true });
const glue = new GlueClient({ ...place, endpoint: addressOf('GLUE_URL') });

const isThere = (error: unknown): boolean => error instanceof Error && /AlreadyOwned|AlreadyExists/.test(error.name);

let made: Promise<unknown> | undefined;
const makeBucket = (): Promise<unknown> =>
    s3.send(new CreateBucketCommand({ Bucket: BUCKET })).catch((error: unknown) => {
        if (!isThere(error)) throw error;
    });

const upload = async (folder: string, database: string): Promise<void> => {
    made ??= makeBucket();
    await made;
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    await Promise.all(files.map((file) => s3.send(new PutObjectCommand({
        Bucket: BUCKET,
        Key: `${database}${file.slice(folder.length).replaceAll(sep, '/')}`,
        Body: readFileSync(file),
    }))));
};

const declare = async (database: string, userPoolIds: readonly string[]): Promise<void> => {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
    const location = (folder: string): string => `s3://${BUCKET}/${database}/${folder}`;
    const inputs = [
        ...TABLE_NAMES.map((table) => glueTable(table, { location: location(table), userPoolIds: userPoolIds.join(',') })),
        glueKnownExceptions(location(KNOWN_EXCEPTIONS)),
        ...readViews().map((view) => glueView(view, database)),
    ];
    for (const TableInput of inputs) await glue.send(new CreateTableCommand({ DatabaseName: database, TableInput }));
};

/** The lake of a folder as a database of Trino. */
export const publishLake = async (folder: string, database: string, userPoolIds: readonly string[]): Promise<void> => {
    await Promise.all([upload(folder, database), declare(database, userPoolIds)]);
};
