package dev.evenkeel.serve;

import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.drift.LayerDrift;
import java.util.List;
import java.util.OptionalLong;

/** Reports of drift to show. */
public final class DriftReports {
    private DriftReports() {}

    /** Of 1,200 examples, with one layer that drifts, 0.314 deviations off and with 1.4 times the variance. */
    public static DriftReport of(Verdict verdict, String layer) {
        LayerDrift drift = new LayerDrift(
                layer,
                "batchNorm '" + layer + "'",
                Verdict.DRIFTING,
                1200,
                0.314,
                0.02,
                1.4,
                0.1,
                0,
                0.5,
                0.1,
                OptionalLong.of(128),
                List.of(
                        new LayerDrift.Point(64, 0, 1),
                        new LayerDrift.Point(128, 0.1, 1.1),
                        new LayerDrift.Point(192, 0.314, 1.4)));
        return new DriftReport(verdict, 153_600, 1200, 0, List.of(drift));
    }
}
