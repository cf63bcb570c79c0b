package dangol.jobs.faults;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FsConstants;

/** {@link FaultyFileSystem} for those who write through FileContext, as Delta's log does. */
public final class FaultyFs extends DelegateToFileSystem {
    /** Called by Hadoop. */
    public FaultyFs(URI uri, Configuration configuration) throws IOException, URISyntaxException {
        super(
                FsConstants.LOCAL_FS_URI,
                new FaultyFileSystem(),
                configuration,
                FsConstants.LOCAL_FS_URI.getScheme(),
                false);
    }
}
