package io.parvada.peer.config;

import io.parvada.peer.config.RawSettings.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Of what was said, who may do what, and what that mode needs. Judged as a whole when it is made. */
final class AccessReader {

    private final RawSettings said;
    private final Access mode;
    private final Optional<Path> clusterSecretFile;

    /** @throws StartRefused with the sentence for the first thing that is wrong */
    AccessReader(RawSettings said, String bind) {
        this.said = said;
        this.mode = mode(bind);
        this.clusterSecretFile = secretFile();
    }

    Access mode() {
        return mode;
    }

    Optional<Path> clusterSecretFile() {
        return clusterSecretFile;
    }

    private Access mode(String bind) {
        Optional<Setting> setting = said.find(ConfigKey.ACCESS);
        if (setting.isEmpty()) {
            if (Values.isLoopback(bind)) {
                return Access.OPEN;
            }
            throw said.find(ConfigKey.BIND_ADDRESS)
                    .orElseThrow()
                    .refused("an address other than loopback only where peer.access is said too, such as \"open\"");
        }
        Access access = setting.get().as(text -> Access.of(text).orElseThrow(IllegalArgumentException::new));
        boolean noDirectory = said.find(ConfigKey.DIRECTORY_URLS).isEmpty()
                && said.find(ConfigKey.DIRECTORY_URL, 0).isEmpty();
        if (access == Access.DIRECTORY && noDirectory) {
            throw setting.get()
                    .refused("directory only where peer.directory.urls names the directory, which a directory itself"
                            + " logs in at too");
        }
        return access;
    }

    private Optional<Path> secretFile() {
        Optional<Setting> file = said.find(ConfigKey.CLUSTER_SECRET_FILE);
        if (mode == Access.CLUSTER && file.isEmpty()) {
            throw said.find(ConfigKey.ACCESS)
                    .orElseThrow()
                    .refused("cluster only where peer.cluster_secret_file names the file with the cluster's secret");
        }
        if (mode != Access.CLUSTER && file.isPresent()) {
            throw file.get().refused("such a file only where peer.access is \"cluster\"");
        }
        return file.map(setting -> setting.as(Values::path));
    }
}
