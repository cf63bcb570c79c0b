package dangol.jobs.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A store that lets nobody look, as S3 does with keys that have expired. */
public final class RefusingStore extends RawLocalFileSystem {
    private URI address;

    @Override
    public void initialize(URI name, Configuration configuration) throws IOException {
        super.initialize(name, configuration);
        address = URI.create(name.getScheme() + "://" + name.getAuthority());
        setConf(configuration);
    }

    @Override
    public URI getUri() {
        return address == null ? super.getUri() : address;
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        throw new AccessDeniedException(path.toString(), null, "Forbidden (403)");
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        throw new AccessDeniedException(path.toString(), null, "Forbidden (403)");
    }
}
