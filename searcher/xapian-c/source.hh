/* Sources of postings that are no term's. */
#ifndef NDX_XAPIAN_C_SOURCE_HH
#define NDX_XAPIAN_C_SOURCE_HH

#include <algorithm>
#include <xapian.h>

namespace xapc
{

/* A source that knows how many documents it has. */
class Counted : public Xapian::PostingSource
{
  public:
    Xapian::doccount get_termfreq_min() const override
    {
        return count_;
    }

    Xapian::doccount get_termfreq_est() const override
    {
        return count_;
    }

    Xapian::doccount get_termfreq_max() const override
    {
        return count_;
    }

  protected:
    Xapian::doccount count_ = 0;
};

/* Matches every docid, deleted documents' too: for use beside something else that must match. Its
   weight is 0, but may be given out as up to bound. */
class Everything : public Counted
{
  public:
    explicit Everything(double bound = 0) : bound_(bound)
    {
    }

    void next(double) override
    {
        go_to(docid_ + 1);
    }

    void skip_to(Xapian::docid docid, double) override
    {
        go_to(std::max(docid, docid_));
    }

    bool at_end() const override
    {
        return docid_ > last_;
    }

    Xapian::docid get_docid() const override
    {
        return docid_;
    }

    PostingSource *clone() const override
    {
        return new Everything(bound_);
    }

    void init(const Xapian::Database &database) override
    {
        count_ = database.get_doccount();
        last_ = database.get_lastdocid();
        docid_ = 0;
        set_maxweight(bound_);
    }

  protected:
    virtual void go_to(Xapian::docid docid)
    {
        docid_ = docid;
    }

  private:
    double bound_;
    Xapian::docid last_ = 0, docid_ = 0;
};

} // namespace xapc

#endif
