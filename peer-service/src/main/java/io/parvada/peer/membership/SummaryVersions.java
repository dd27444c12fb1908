package io.parvada.peer.membership;

/**
 * What a status tells of summaries, see room summary.
 *
 * @param own of the summary of its own files; null where it told none
 * @param neighbours of what it can tell of its neighbours' files; null where it told none
 */
public record SummaryVersions(Long own, Long neighbours) {

    public static final SummaryVersions NONE = new SummaryVersions(null, null);
}
