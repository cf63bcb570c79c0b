package dangol.jobs.lake;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FsConstants;

/** {@link LocalDisk} for Hadoop's FileContext, through which Delta commits. */
public final class LocalDiskContext extends DelegateToFileSystem {
    public LocalDiskContext(URI location, Configuration configuration) throws IOException, URISyntaxException {
        super(FsConstants.LOCAL_FS_URI, new LocalDisk(), configuration, FsConstants.LOCAL_FS_URI.getScheme(), false);
    }
}
