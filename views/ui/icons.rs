//! The pictograms that pages may use: a chosen part of Lucide, drawn inline so that they take the colour of the text.

use maud::{Markup, PreEscaped, html};

/// Declares the enum and its drawing together, so that no icon can lack one.
macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $lucide:ident),* $(,)?) => {
        /// A pictogram. Icons only accompany words: they are hidden from assistive technology.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)] // each name says what it shows
        pub enum Icon { $($(#[$doc])* $name),* }

        impl Icon {
            /// Every icon, for the gallery.
            pub const ALL: &'static [Icon] = &[$(Icon::$name),*];

            fn shapes(self) -> &'static str {
                match self { $(Icon::$name => icondata_lu::$lucide.data),* }
            }
        }
    };
}

icons! {
    Accessibility = LuAccessibility,
    Activity = LuActivity,
    Archive = LuArchive,
    ArchiveRestore = LuArchiveRestore,
    ArrowDown = LuArrowDown,
    ArrowLeft = LuArrowLeft,
    ArrowRight = LuArrowRight,
    ArrowUp = LuArrowUp,
    Ban = LuBan,
    Banknote = LuBanknote,
    Bell = LuBell,
    Box = LuBox,
    Briefcase = LuBriefcase,
    Building = LuBuilding2,
    Calendar = LuCalendarDays,
    CalendarCheck = LuCalendarCheck,
    CalendarClock = LuCalendarClock,
    CalendarPlus = LuCalendarPlus,
    CalendarX = LuCalendarX,
    Car = LuCar,
    Chart = LuChartColumn,
    Check = LuCheck,
    ChevronDown = LuChevronDown,
    ChevronLeft = LuChevronLeft,
    ChevronRight = LuChevronRight,
    ChevronUp = LuChevronUp,
    ChevronsUpDown = LuChevronsUpDown,
    Clock = LuClock,
    Copy = LuCopy,
    Dashboard = LuLayoutDashboard,
    Database = LuDatabase,
    Desk = LuLampDesk,
    Door = LuDoorOpen,
    DoorClosed = LuDoorClosed,
    Download = LuDownload,
    Ellipsis = LuEllipsisVertical,
    ExternalLink = LuExternalLink,
    Eye = LuEye,
    EyeOff = LuEyeOff,
    File = LuFileText,
    Filter = LuListFilter,
    Globe = LuGlobe,
    Grid = LuLayoutGrid,
    Grip = LuGripVertical,
    Help = LuCircleHelp,
    History = LuHistory,
    Hourglass = LuHourglass,
    House = LuHouse,
    Image = LuImage,
    ImagePlus = LuImagePlus,
    Inbox = LuInbox,
    Info = LuInfo,
    Key = LuKeyRound,
    Keyboard = LuKeyboard,
    Laptop = LuLaptop,
    Layers = LuLayers,
    Link = LuLink,
    List = LuList,
    Lock = LuLock,
    Mail = LuMail,
    MailCheck = LuMailCheck,
    Map = LuMap,
    MapPin = LuMapPin,
    Menu = LuMenu,
    Minus = LuMinus,
    Monitor = LuMonitor,
    Moon = LuMoon,
    Package = LuPackage,
    Palette = LuPalette,
    Paperclip = LuPaperclip,
    Pencil = LuPencil,
    Phone = LuPhone,
    Pin = LuPin,
    Plus = LuPlus,
    Presentation = LuPresentation,
    Printer = LuPrinter,
    Receipt = LuReceipt,
    Refresh = LuRefreshCw,
    Repeat = LuRepeat,
    Scan = LuScanLine,
    Screen = LuTv,
    Search = LuSearch,
    SearchX = LuSearchX,
    Send = LuSend,
    Server = LuServer,
    Settings = LuSettings,
    Shield = LuShieldCheck,
    Signature = LuSignature,
    SignIn = LuLogIn,
    SignOut = LuLogOut,
    Sliders = LuSlidersHorizontal,
    Smartphone = LuSmartphone,
    Sun = LuSun,
    Table = LuTable2,
    Tag = LuTag,
    Ticket = LuTicket,
    Trash = LuTrash2,
    TrendingDown = LuTrendingDown,
    TrendingUp = LuTrendingUp,
    Truck = LuTruck,
    Undo = LuUndo2,
    Upload = LuUpload,
    User = LuUserRound,
    UserPlus = LuUserPlus,
    Users = LuUsers,
    Warning = LuTriangleAlert,
    Wifi = LuWifi,
    WifiOff = LuWifiOff,
    Wrench = LuWrench,
    X = LuX,
    /// A ring with an exclamation mark: something needs attention.
    Alert = LuCircleAlert,
    /// A ring with a tick: done.
    Done = LuCircleCheck,
    /// A ring with a cross: refused or failed.
    Failed = LuCircleX,
}

/// Draws a pictogram at the size of the text beside it.
pub fn icon(icon: Icon) -> Markup {
    html! {
        svg class="icon" viewBox="0 0 24 24" aria-hidden="true" { (PreEscaped(icon.shapes())) }
    }
}
