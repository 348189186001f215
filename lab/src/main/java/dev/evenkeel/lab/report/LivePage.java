package dev.evenkeel.lab.report;

/**
 * The page of a report on what may still go on. Its script follows the stream of server-sent events at the address
 * {@code events} beside it: the data of each is a JSON string with the {@link #content()} of then, which takes the place of
 * what is shown, so that charts, open tables, focus and the place that is read stay.
 *
 * @param state whether more is to come
 * @param words how far it is, in few words without an end: {@code running: epoch 3 of 10}
 * @param report on what there is so far
 */
public record LivePage(State state, String words, Report report) {
    /** Whether a page still changes. */
    public enum State {
        RUNNING,
        ENDED
    }

    /** A page of what goes on. */
    public static LivePage running(String words, Report report) {
        return new LivePage(State.RUNNING, words, report);
    }

    /** The last page. */
    public static LivePage ended(String words, Report report) {
        return new LivePage(State.ENDED, words, report);
    }

    /** All of it as HTML. */
    public String page() {
        return HtmlReport.page(this);
    }

    /** What changes of it as HTML: the title, the words, the report and the data of its charts. */
    public String content() {
        return HtmlReport.content(this);
    }
}
