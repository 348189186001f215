package dev.evenkeel.dataset;

/** A dataset whose fingerprint is taken once. */
final class Fingerprinted extends Forwarding {
    private final String fingerprint;

    Fingerprinted(Dataset data) {
        super(data);
        fingerprint = data.fingerprint();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }
}
