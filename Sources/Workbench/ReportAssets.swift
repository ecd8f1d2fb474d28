public import Notebooks

/// The look of the reports, embedded in the binary: a page needs no file beside it.
///
/// The texts are `Assets/report.css` and `Assets/report.js`, so that editors know what they are.
public enum ReportAssets {
  /// The style sheet of every page.
  public static var styleSheet: String {
    String(decoding: PackageResources.report_css, as: UTF8.self)
  }
  /// The script of every page; below 6 KB, and nothing breaks without it.
  public static var script: String { String(decoding: PackageResources.report_js, as: UTF8.self) }
  /// Both, as pages take them.
  public static var page: PageAssets { PageAssets(styleSheet: styleSheet, script: script) }
}
