/** Uploads finished files to a lake in S3: a whole object appears at once, and a name tells its content, so that what is run again replaces it by the same. */
import { join, sep } from 'node:path';
import { Complaint } from '../../basics/complaint.ts';
import { atOnce } from '../../store/at-once.ts';
import { openStore } from '../../store/open-store.ts';

/** Most files are small: what takes time is the way there and back. */
const UPLOADS_AT_ONCE = 8;

const unfinished = (lake: string): Complaint =>
    new Complaint(
        `Stopped while files were uploaded to ${lake}. Those that are there are whole; running the same again completes them.`,
    );

export const upload = async (
    finished: string,
    paths: readonly string[],
    { lake, isStopped }: { readonly lake: string; readonly isStopped: () => boolean },
): Promise<readonly string[]> => {
    const store = await openStore(lake);
    await atOnce(paths, UPLOADS_AT_ONCE, async (path) => {
        if (isStopped()) throw unfinished(lake);
        await store.put(path.split(sep).join('/'), join(finished, path));
    });
    return [];
};
