/** Writes pieces of text to a stream, at the pace of its reader. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorCode } from '../basics/thrown.ts';

const isClosedPipe = (error: unknown): boolean => errorCode(error) === 'EPIPE';

/** Writes all pieces. Returns without an error if the reader closes the pipe (`| head`). Leaves the stream open. */
export const writeOut = async (pieces: AsyncIterable<string>, stream: NodeJS.WritableStream): Promise<void> => {
    try {
        await pipeline(Readable.from(pieces), stream, { end: false });
    } catch (error) {
        if (!isClosedPipe(error)) throw error;
    }
};
