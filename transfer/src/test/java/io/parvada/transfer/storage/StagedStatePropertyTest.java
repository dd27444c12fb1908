package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.transfer.content.Pieces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * What a killed process left beside its bytes, with one of its files damaged anywhere in any way: that costs work, and
 * never correctness. The bytes themselves are not damaged: those the kernel keeps, or reports as lost.
 */
class StagedStatePropertyTest {

    private static final Sample SAMPLE = Sample.of(4 * Pieces.PIECE_BYTES + 9, 1);
    private static final BitSet WRITTEN = BitSet.valueOf(new byte[] {0b10011});

    private enum Damage {
        BYTE_CHANGED {
            @Override
            byte[] to(byte[] file, int at, byte value) {
                byte[] changed = file.clone();
                changed[at] = value;
                return changed;
            }
        },
        CUT {
            @Override
            byte[] to(byte[] file, int at, byte value) {
                return Arrays.copyOf(file, at);
            }
        },
        FILLED_TO_THE_END {
            @Override
            byte[] to(byte[] file, int at, byte value) {
                byte[] filled = file.clone();
                Arrays.fill(filled, at, file.length, value);
                return filled;
            }
        },
        LONGER {
            @Override
            byte[] to(byte[] file, int at, byte value) {
                byte[] longer = Arrays.copyOf(file, file.length + at + 1);
                Arrays.fill(longer, file.length, longer.length, value);
                return longer;
            }
        },
        REPEATED {
            @Override
            byte[] to(byte[] file, int at, byte value) {
                byte[] repeated = Arrays.copyOf(file, file.length + at);
                System.arraycopy(file, file.length - at, repeated, file.length, at);
                return repeated;
            }
        };

        abstract byte[] to(byte[] file, int at, byte value);
    }

    private final Map<String, byte[]> left = new HashMap<>();

    /** Pieces 0 and 4 covered by a checkpoint, 1 after it; then the process was killed. */
    @BeforeProperty
    void leave() throws IOException {
        Path directory = Files.createTempDirectory("staged-");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        try (StagedFile staged = StagedFile.at(directory.resolve("part"), SAMPLE.content(), now::get)) {
            SAMPLE.layerInto(staged);
            staged.write(0, SAMPLE.piece(0));
            now.set(Instant.EPOCH.plusSeconds(2));
            staged.write(4, SAMPLE.piece(4));
            staged.write(1, SAMPLE.piece(1));
            for (String suffix : List.of("", ".state", ".live", ".layer")) {
                left.put(suffix, Files.readAllBytes(directory.resolve("part" + suffix)));
            }
            staged.discard();
        } finally {
            delete(directory);
        }
    }

    @Property(tries = 80, seed = "80")
    void aDamagedStateCostsWorkAndNeverCorrectness(
            @ForAll Damage damage, @ForAll @IntRange(max = 99) int fromEnd, @ForAll byte value) throws IOException {
        assertTheFileComesOutRight(".state", damage, fromEnd, value);
    }

    @Property(tries = 150, seed = "81")
    void damagedMarksCostWorkAndNeverCorrectness(
            @ForAll Damage damage, @ForAll @IntRange(max = 99) int fromEnd, @ForAll byte value) throws IOException {
        assertTheFileComesOutRight(".live", damage, fromEnd, value);
    }

    @Property(tries = 60, seed = "82")
    void aDamagedLayerIsAskedForAgain(
            @ForAll Damage damage, @ForAll @IntRange(max = 99) int fromEnd, @ForAll byte value) throws IOException {
        assertTheFileComesOutRight(".layer", damage, fromEnd, value);
    }

    private void assertTheFileComesOutRight(String damaged, Damage damage, int fromEnd, byte value) throws IOException {
        Path directory = Files.createTempDirectory("staged-");
        try {
            for (Map.Entry<String, byte[]> file : left.entrySet()) {
                byte[] bytes = file.getValue();
                boolean here = file.getKey().equals(damaged);
                Files.write(
                        directory.resolve("part" + file.getKey()),
                        here ? damage.to(bytes, bytes.length - 1 - fromEnd % bytes.length, value) : bytes);
            }
            try (StagedFile staged = StagedFile.at(directory.resolve("part"), SAMPLE.content())) {
                BitSet believed = staged.provenPieces();
                believed.andNot(WRITTEN);
                assertThat(believed.stream()).as("believed, and never written").isEmpty();
                SAMPLE.into(staged);
                assertThat(staged.complete()).isTrue();
                assertThat(directory.resolve("part")).hasBinaryContent(SAMPLE.bytes());
                staged.discard();
            }
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
