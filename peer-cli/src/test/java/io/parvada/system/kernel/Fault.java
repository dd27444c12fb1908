package io.parvada.system.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel is made to answer, once or more, for one of the files that an upload touches.
 *
 * @param calls separated by commas: whichever of them the peer uses
 * @param injected as strace takes it: {@code error=EIO:when=1}; {@code retval=0} of a write is a short one
 * @param survives whether the upload may succeed all the same
 */
public record Fault(Where where, String calls, String injected, boolean survives) {

    public enum Where {
        DATA,
        LAYER,
        /** Which pieces are proven, durably; written anew each time. */
        STATE,
        /** The same without syncing. */
        LIVE,
        /** The staging directory, from which a file is renamed. */
        STAGING,
        SHARE
    }

    /** @param data the staged file. @return options for {@link Strace#attach} */
    public List<String> options(Path data, Path share) {
        Path path = switch (where) {
            case DATA -> data;
            case LAYER -> data.resolveSibling(data.getFileName() + ".layer");
            case STATE -> data.resolveSibling(data.getFileName() + ".state.next");
            case LIVE -> data.resolveSibling(data.getFileName() + ".live");
            case STAGING -> data.getParent();
            case SHARE -> share;
        };
        return List.of("-P", path.toString(), "-e", "trace=" + calls, "-e", "inject=" + calls + ":" + injected);
    }

    /** Of the staged data, its layer, the directories: for a new name by link(2), or over an old one by rename(2). */
    public static List<Fault> ofOneUpload(boolean overwrite, List<String> errors, int times) {
        List<Fault> faults = new ArrayList<>();
        for (String error : errors) {
            for (int nth = 1; nth <= times; nth++) {
                String injected = "error=" + error + ":when=" + nth;
                faults.add(new Fault(Where.DATA, "pwrite64", injected, false));
            }
            String first = "error=" + error + ":when=1";
            faults.add(new Fault(Where.LAYER, "pwrite64", first, false));
            faults.add(new Fault(Where.DATA, "fsync", first, false));
            faults.add(
                    overwrite
                            ? new Fault(Where.STAGING, "rename,renameat,renameat2", first, false)
                            : new Fault(Where.DATA, "link,linkat", first, false));
            faults.add(new Fault(Where.SHARE, "fsync", first, false));
        }
        faults.add(new Fault(Where.DATA, "pwrite64", "retval=0:when=1..3", true));
        return faults;
    }

    /** Of what lets an upload over gRPC be gone on with. */
    public static List<Fault> ofResuming(List<String> errors) {
        List<Fault> faults = new ArrayList<>();
        for (String error : errors) {
            faults.add(new Fault(Where.LIVE, "pwrite64", "error=" + error + ":when=1", true));
        }
        return faults;
    }

    /** Whether it strikes a later call than the first. strace counts by thread, so it may strike none. */
    public boolean later() {
        return injected.contains("when=") && !injected.contains("when=1");
    }

    @Override
    public String toString() {
        return calls + " of " + where + " " + injected;
    }
}
