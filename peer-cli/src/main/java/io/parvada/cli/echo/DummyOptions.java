package io.parvada.cli.echo;

import io.parvada.cli.output.Units;
import io.parvada.cli.session.Given;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How much a dummy moves, as the user says it. */
final class DummyOptions {

    @Option(names = "--bytes", paramLabel = "N", description = "How many bytes: 1000, 64KB, 10MB (powers of 1,024).")
    private String bytes;

    @Option(
            names = "--filename",
            paramLabel = "NAME",
            defaultValue = "dummy.bin",
            description = "A name for the log; no file is read or written.")
    private String filename;

    @Parameters(arity = "0..1", paramLabel = "N", description = "The same as --bytes.")
    private String number;

    /** @throws PeerException INVALID_REQUEST */
    long bytes() {
        return Units.parseBytes(Given.required("--bytes", bytes, number));
    }

    String filename() {
        return filename;
    }

    /** @throws PeerException INTERNAL unless the other side counted what was meant */
    static void checkCount(String peer, long meant, long counted) {
        if (meant != counted) {
            throw new PeerException(
                    Reason.INTERNAL, peer + " moved " + counted + " bytes where " + meant + " were due");
        }
    }
}
